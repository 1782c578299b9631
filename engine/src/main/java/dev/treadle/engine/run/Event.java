package dev.treadle.engine.run;

import dev.treadle.values.Awaited;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run. The events of a run, in order, are the run: its state is their
 * fold, its log is their rendering, and the journal holds nothing else. An event is never edited
 * once it has been in a release; a new meaning is a new event.
 */
public sealed interface Event {
  /** When it was decided, by the database's clock. */
  Instant at();

  /** The iteration in which its node stands; none outside of all loops. */
  default Iteration iteration() {
    return Iteration.NONE;
  }

  /** The run began at a trigger. */
  record RunStarted(Instant at, NodeId trigger, Map<String, @Nullable Object> input)
      implements Event {}

  /** The run was made from another one; follows its start. */
  record RunLinked(Instant at, Origin origin) implements Event {}

  /** The run was called by another one; follows its start. */
  record RunCalled(Instant at, Parent parent) implements Event {}

  /** Nothing of the run is done until it is released. */
  record RunHeld(Instant at, String reason) implements Event {}

  record RunReleased(Instant at) implements Event {}

  /** The run was taken up again after its process was lost. */
  record RunResumed(Instant at, int resumption) implements Event {}

  record RunCompleted(Instant at, Map<String, @Nullable Object> output) implements Event {}

  /** The run failed because of an error of a node. */
  record RunFailed(Instant at, NodeError error) implements Event {}

  /** The run was given up because it made no progress however often it was resumed. */
  record RunPoisoned(Instant at, String message) implements Event {}

  record RunCancelled(Instant at, String reason) implements Event {}

  /** A signal came; it is kept until a node takes it. */
  record SignalReceived(Instant at, String name, @Nullable Object payload) implements Event {}

  /** The node will not run in this run. */
  record NodeSkipped(Instant at, NodeId node, Iteration iteration, String reason)
      implements Event {}

  /** An attempt began; from here on it may have touched the world. */
  record NodeStarted(Instant at, NodeId node, Iteration iteration, int attempt) implements Event {}

  /**
   * An attempt that was in flight at a crash is made once more; it is the same attempt.
   *
   * @param reason who decided so, where somebody was asked
   */
  record NodeRepeated(Instant at, NodeId node, Iteration iteration, int attempt, String reason)
      implements Event {}

  /** The node calls a run, which begins when this is durable. */
  record ChildCalled(Instant at, NodeId node, Iteration iteration, int attempt, Outcome.Called call)
      implements Event {}

  /** The run that the node waits for is to be cancelled. */
  record ChildCancelled(Instant at, NodeId node, Iteration iteration, ExecutionId child)
      implements Event {}

  /** Concurrent writers left different values of a key; the later in topological order holds. */
  record MergeConflicted(
      Instant at, NodeId node, Iteration iteration, String key, List<NodeId> writers)
      implements Event {}

  record NodeCompleted(
      Instant at, NodeId node, Iteration iteration, int attempt, Outcome.Completed outcome)
      implements Event {}

  /** The body of the node runs for each item; an iteration begins with its first node. */
  record LoopOpened(Instant at, NodeId node, Iteration iteration, Outcome.Iterating over)
      implements Event {}

  /**
   * All iterations of the node have come to their elements, which together are its result: it
   * stands in the events of the iterations, and not here again.
   */
  record LoopCompleted(Instant at, NodeId node, Iteration iteration) implements Event {}

  /** The node ended so in the run that this one was made from, and did not run again. */
  record NodeReused(Instant at, NodeId node, Outcome.Completed outcome) implements Event {}

  /** The node waits for the clock. */
  record NodeWaiting(
      Instant at, NodeId node, Iteration iteration, int attempt, Instant due, String reason)
      implements Event {}

  /**
   * The node waits for somebody outside.
   *
   * @param due when it goes on without, where it does not wait for ever
   */
  record NodeAwaiting(
      Instant at,
      NodeId node,
      Iteration iteration,
      int attempt,
      Awaited what,
      Optional<Instant> due,
      String reason)
      implements Event {}

  /** An attempt failed and another will follow at {@code due}. */
  record AttemptFailed(Instant at, NodeError error, Iteration iteration, Usage usage, Instant due)
      implements Event {}

  /** The last attempt failed. */
  record NodeFailed(
      Instant at, NodeError error, Iteration iteration, Usage usage, Consequence consequence)
      implements Event {}

  /** The node had begun and was given up. */
  record NodeCancelled(Instant at, NodeId node, Iteration iteration) implements Event {}

  /** What follows from a node's failure. */
  enum Consequence {
    /** The run fails; in a body, the iteration. */
    STOP,
    /** The node counts as completed, with the error as its result. */
    CONTINUE,
    /** The node takes the handle {@code error}. */
    BRANCH
  }
}
