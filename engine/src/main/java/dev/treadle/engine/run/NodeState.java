package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Node;
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

/** Where one node of a run stands. Belongs to its {@link Run}, which alone changes it. */
final class NodeState {
  final Walk walk;
  final Node node;
  NodeStatus status = NodeStatus.PENDING;

  /** The last attempt that began, 0 before the first. */
  int attempt;

  /** How many incoming edges are neither taken nor dead. */
  int undecided;

  /** How many incoming edges were taken. */
  int taken;

  /** The handle whose edges were taken; {@code null} where all edges are open or dead. */
  @Nullable String took;

  /** Whether no edge out of it was taken. */
  boolean isLast = true;

  /** The number of the event by which it began, 0 before. */
  int startedSeq;

  /** The number of the event by which it ended, 0 before. */
  int endedSeq;

  /** Its iterations, while its body runs. */
  @Nullable Loop loop;

  @Nullable Overlay input;
  @Nullable Overlay data;
  List<Join.Conflict> conflicts = List.of();
  Map<String, @Nullable Object> result = Map.of();
  @Nullable NodeError error;
  Usage usage = Usage.NONE;
  String reason = "";
  @Nullable Instant startedAt;
  @Nullable Instant endedAt;

  /** When it goes on, while it waits. */
  @Nullable Instant due;

  /** Whether it waits because an attempt failed, not because it is its nature. */
  boolean betweenAttempts;

  /** What somebody outside must give, while it waits for that. */
  @Nullable Awaited awaited;

  /** The run that it calls. */
  Outcome.@Nullable Called called;

  NodeState(Walk walk, Node node, int incoming) {
    this.walk = walk;
    this.node = node;
    this.undecided = incoming;
  }

  NodeId id() {
    return node.id();
  }

  /** Its place in its body. */
  int place() {
    return walk.body.place(node.index());
  }

  Iteration iteration() {
    return walk.iteration;
  }

  /** Its iterations, of a loop whose body runs. */
  Loop iterations() {
    if (loop == null) {
      throw new IllegalStateException("the body of " + id() + " does not run");
    }
    return loop;
  }

  /** The run that is to be cancelled with the node. */
  Optional<ExecutionId> child() {
    return called == null || !called.waits() || status.hasEnded()
        ? Optional.empty()
        : Optional.of(called.child());
  }

  /** Whether an attempt is performed now; a loop whose body runs has been. */
  boolean isPerformed() {
    return status == NodeStatus.RUNNING && loop == null;
  }
}
