package dev.treadle.values;

import org.jspecify.annotations.Nullable;

/** What an expression or template yields. Absent is not null: it never was there. */
public sealed interface Evaluated {
  /** A JSON value, {@code null} among them. */
  record Value(@Nullable Object json) implements Evaluated {}

  /** Nothing: {@code undefined} in the terms of JSONata. */
  enum Absent implements Evaluated {
    ABSENT
  }
}
