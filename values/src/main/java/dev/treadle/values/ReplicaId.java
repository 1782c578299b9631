package dev.treadle.values;

import java.util.UUID;

/** Names one process that owns and drives runs. */
public record ReplicaId(UUID value) {
  /**
   * Reads the canonical text form; an {@link IllegalArgumentException} says what is wrong with it.
   */
  public static ReplicaId of(String text) {
    return new ReplicaId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
