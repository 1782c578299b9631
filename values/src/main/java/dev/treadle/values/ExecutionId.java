package dev.treadle.values;

import java.util.UUID;

/** Names one run of a workflow; a version 7 UUID, so that ids sort by the time of their making. */
public record ExecutionId(UUID value) {
  /**
   * Reads the canonical text form; an {@link IllegalArgumentException} says what is wrong with it.
   */
  public static ExecutionId of(String text) {
    return new ExecutionId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
