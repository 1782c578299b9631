package dev.treadle.values;

import java.util.UUID;

/** Names an API key. */
public record ApiKeyId(UUID value) {
  /**
   * Reads the canonical text form; an {@link IllegalArgumentException} says what is wrong with it.
   */
  public static ApiKeyId of(String text) {
    return new ApiKeyId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
