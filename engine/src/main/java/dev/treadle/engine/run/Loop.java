package dev.treadle.engine.run;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Failure;
import dev.treadle.values.NodeError;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A loop while its body runs. Of an iteration that is over it keeps the element alone, so that it
 * holds as much as its items, its elements, and the iterations that go on.
 */
final class Loop {
  /**
   * What the elements together may take, in characters of JSON, by estimate. More would have to be
   * held, written and sent as one value.
   */
  static final long MOST = 32L << 20;

  final Outcome.Iterating over;

  /** What the roots of the body see, written by the loop. */
  final @Nullable Overlay input;

  private final TreeMap<Integer, Walk> walks = new TreeMap<>();
  private final @Nullable Object[] elements;
  private int next;
  private long extent;

  Loop(Outcome.Iterating over, @Nullable Overlay input) {
    this.over = over;
    this.input = input;
    this.elements = new Object[over.items().size()];
  }

  /** The item whose iteration is to begin next. */
  int next() {
    return next;
  }

  boolean mayBegin() {
    return next < elements.length && walks.size() < over.concurrency();
  }

  void begin(Walk walk) {
    walks.put(walk.iteration.index(), walk);
    next = Math.max(next, walk.iteration.index() + 1);
  }

  void end(Walk walk, @Nullable Object element) {
    int index = walk.iteration.index();
    walks.remove(index);
    elements[index] = element;
    extent += 1 + Extent.of(element, MOST);
  }

  boolean isOver() {
    return next == elements.length && walks.isEmpty();
  }

  boolean isTooLarge() {
    return extent > MOST;
  }

  Sight.Item item(int index) {
    return new Sight.Item(over.items().get(index), index);
  }

  /** The iteration of an item, while it goes on. */
  @Nullable Walk walk(int index) {
    return walks.get(index);
  }

  /** The iterations that go on, by their items. */
  List<Walk> walks() {
    return new ArrayList<>(walks.values());
  }

  /** Why a loop fails that does not collect: a node of its body failed, and where it was. */
  static Failure failure(Iteration iteration, NodeError error) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("nodeId", error.node().value());
    details.put("iteration", iteration.toString());
    details.put("attempt", error.attempt());
    if (error.failure().details() != null) {
      details.put("details", error.failure().details());
    }
    return new Failure(
        error.failure().code(), error.failure().message(), Collections.unmodifiableMap(details));
  }

  /** Why a loop fails whose elements are too large. */
  static Failure tooLarge() {
    String message = "the iterations leave more than " + MOST + " characters of JSON";
    return Failure.of(ErrorCode.RESULT_LIMIT, message);
  }

  /** What all iterations came to, in the order of the items. */
  List<@Nullable Object> elements() {
    return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(elements));
  }
}
