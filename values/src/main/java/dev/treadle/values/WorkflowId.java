package dev.treadle.values;

import java.util.UUID;

/** Names a workflow of an organization; a version 7 UUID. */
public record WorkflowId(UUID value) {
  /**
   * Reads the canonical text form; an {@link IllegalArgumentException} says what is wrong with it.
   */
  public static WorkflowId of(String text) {
    return new WorkflowId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
