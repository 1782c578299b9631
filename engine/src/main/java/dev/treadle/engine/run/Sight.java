package dev.treadle.engine.run;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node sees of its run. May be read on any thread while the run goes on.
 *
 * @param input an immutable object
 * @param nodes {@code $nodes}: its ancestors by id
 * @param item in a body, the item of the innermost loop
 */
public record Sight(
    Map<String, @Nullable Object> input, Map<String, @Nullable Object> nodes, Optional<Item> item) {

  /** An item of a loop, {@code $item}, and its place from 0, {@code $index}. */
  public record Item(@Nullable Object value, int index) {}
}
