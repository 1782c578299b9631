package dev.treadle.values;

import org.jspecify.annotations.Nullable;

/**
 * Why an attempt of a node failed: a stable code, a sentence for people, and JSON for machines.
 * Never holds a secret.
 *
 * @param details any JSON, absent when {@code null}
 */
public record Failure(ErrorCode code, String message, @Nullable Object details) {
  public static Failure of(ErrorCode code, String message) {
    return new Failure(code, message, null);
  }
}
