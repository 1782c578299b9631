package dev.treadle.engine.run;

import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that is asked of a run. */
public sealed interface Command {
  /** What begins a run. */
  sealed interface Start extends Command {
    /** Where to begin, if not at the first trigger. */
    Optional<NodeId> trigger();

    Map<String, @Nullable Object> input();
  }

  /** Begin, at this trigger or at the first one. */
  record StartRun(Optional<NodeId> trigger, Map<String, @Nullable Object> input) implements Start {}

  /** Begin because another run asks for it. */
  record StartChild(Parent parent, Map<String, @Nullable Object> input) implements Start {
    @Override
    public Optional<NodeId> trigger() {
      return Optional.empty();
    }
  }

  /**
   * Begin as another run did.
   *
   * @param reused how nodes ended there that need not run here; what is before one of them is there
   *     too, or was skipped
   */
  record StartAgain(
      Origin origin,
      Optional<NodeId> trigger,
      Map<String, @Nullable Object> input,
      Map<NodeId, Outcome.Completed> reused)
      implements Start {}

  /**
   * An attempt has ended.
   *
   * @param jitter a random number from 0 (inclusive) to 1 (exclusive), for the pause before a retry
   */
  record ReportOutcome(
      NodeId node, Iteration iteration, int attempt, Outcome outcome, double jitter)
      implements Command {}

  /** The time has come for a node that waits. */
  record FireTimer(NodeId node, Iteration iteration) implements Command {}

  /** What is asked from outside, of a run that any process may drive. */
  sealed interface Asked extends Command {}

  record CancelRun(String reason) implements Asked {}

  /** Something that a node waits for, or will wait for, has happened. */
  record ReceiveSignal(String name, @Nullable Object payload) implements Asked {}

  /**
   * A person has decided.
   *
   * @param by the id of the user
   */
  record DecideApproval(
      NodeId node, Iteration iteration, boolean approved, String by, Optional<String> comment)
      implements Asked {}

  /**
   * A run that a node called has ended.
   *
   * @param status how it ended
   * @param told its output, or its error; empty of a cancelled run
   */
  record ReportChild(
      NodeId node,
      Iteration iteration,
      ExecutionId child,
      RunStatus status,
      Map<String, @Nullable Object> told)
      implements Asked {}

  /** Nothing of a run that was just begun is to be done yet. */
  record HoldRun(String reason) implements Command {}

  /** A run that is held goes on. */
  record ReleaseRun() implements Asked {}

  /** Give the run up: going on with it breaks something that must not break. */
  record PoisonRun(String message) implements Command {}

  /**
   * The run was read back from the journal by a new owner.
   *
   * @param maxResumptions how often in a row this may happen without any progress
   */
  record ResumeRun(int maxResumptions) implements Command {}
}
