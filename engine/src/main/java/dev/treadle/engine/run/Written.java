package dev.treadle.engine.run;

import dev.treadle.values.Json;
import org.jspecify.annotations.Nullable;

/**
 * A key as a node left it.
 *
 * @param value the JSON, or {@link #REMOVED}
 * @param writer the number of the node
 * @param place the place of the key among those that the writer wrote
 * @param over the writer whose value this one replaced, -1 for none
 */
record Written(String key, @Nullable Object value, int writer, int place, int over) {
  /** Stands for the value of a key that was removed. */
  static final Object REMOVED = new Object();

  @SuppressWarnings("ReferenceEquality") // a mark, not a value
  boolean isRemoved() {
    return value == REMOVED;
  }

  boolean hasValueOf(Written other) {
    if (isRemoved() || other.isRemoved()) {
      return isRemoved() && other.isRemoved();
    }
    return Json.equal(value, other.value);
  }
}
