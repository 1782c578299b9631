package dev.treadle.engine.workflow;

import org.jspecify.annotations.Nullable;

/**
 * An edge as far as it could be read.
 *
 * @param index its place in the definition
 * @param source the index of its source; {@link #NOWHERE} where there is none
 * @param target the index of its target; {@link #NOWHERE} where there is none
 * @param handle the handle of the source from which it leaves; {@code null} where that is not known
 */
record Link(int index, int source, int target, @Nullable String handle) {
  static final int NOWHERE = -1;

  /** Whether the edge can be part of the graph. A loop cannot: it is an error of its own. */
  boolean joins() {
    return source != NOWHERE && target != NOWHERE && source != target;
  }
}
