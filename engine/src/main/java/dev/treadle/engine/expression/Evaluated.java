package dev.treadle.engine.expression;

import org.jspecify.annotations.Nullable;

/** What an expression or template gave: a JSON value, which may be null, or nothing at all. */
public sealed interface Evaluated {

  /** A frozen JSON value as {@link dev.treadle.values.Json} defines it. */
  record Value(@Nullable Object json) implements Evaluated {}

  /** Nothing: a path that leads nowhere, a condition without an else. Not null. */
  enum Absent implements Evaluated {
    ABSENT
  }
}
