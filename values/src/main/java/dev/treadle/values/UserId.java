package dev.treadle.values;

import java.util.UUID;

/** Names a person, who may be a member of several organizations. */
public record UserId(UUID value) {
  /**
   * Reads the canonical text form; an {@link IllegalArgumentException} says what is wrong with it.
   */
  public static UserId of(String text) {
    return new UserId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
