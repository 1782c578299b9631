package dev.treadle.values;

import java.util.List;

/** What a node waits for that only somebody outside can give. */
public sealed interface Awaited {
  /** A signal of this name, with whatever it carries. */
  record Signal(String name) implements Awaited {}

  /**
   * A person's decision.
   *
   * @param message what is to be decided, in words for people
   * @param approvers who may decide: roles, or ids of users; empty for everybody who may run the
   *     workflow
   */
  record Approval(String message, List<String> approvers) implements Awaited {
    public Approval {
      approvers = List.copyOf(approvers);
    }
  }

  /** The end of an execution that the node called. */
  record Child(ExecutionId execution) implements Awaited {}

  /** A person's decision whether an attempt is made again that was in flight at a crash. */
  record Doubt() implements Awaited {}
}
