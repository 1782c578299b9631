package dev.treadle.values;

import java.time.Duration;

/** Placeholder until the branch with the parser is merged. */
public final class Iso8601 {
  private Iso8601() {}

  /** Reads a duration; an {@link IllegalArgumentException} says what is wrong with it. */
  public static Duration parseDuration(String text) {
    try {
      return Duration.parse(text);
    } catch (java.time.format.DateTimeParseException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
