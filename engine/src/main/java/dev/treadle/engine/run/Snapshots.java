package dev.treadle.engine.run;

import dev.treadle.values.Usage;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells where the nodes of a run stand. */
final class Snapshots {
  private final Run run;

  Snapshots(Run run) {
    this.run = run;
  }

  /** Where a node stands. */
  NodeSnapshot of(int node) {
    NodeState state = run.shown(node);
    if (state == null) {
      return unreached(node);
    }
    boolean inBody = state.walk.loop != null;
    return new NodeSnapshot(
        state.status,
        state.attempt,
        Optional.ofNullable(state.startedAt),
        Optional.ofNullable(state.endedAt),
        state.result,
        Optional.ofNullable(state.error),
        inBody ? run.tally(node).usage : state.usage,
        state.reason,
        inBody ? iterations(node, state) : Optional.empty());
  }

  /** A node of a body to which no iteration came yet, or ever. */
  private NodeSnapshot unreached(int node) {
    NodeStatus status =
        switch (of(run.workflow.graph().outer(node)).status()) {
          case PENDING, RUNNING, WAITING -> NodeStatus.PENDING;
          case COMPLETED, FAILED, SKIPPED -> NodeStatus.SKIPPED;
          case CANCELLED -> NodeStatus.CANCELLED;
        };
    return new NodeSnapshot(
        status,
        0,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Usage.NONE,
        status == NodeStatus.SKIPPED ? "no iteration came to it" : "",
        iterations(node, null));
  }

  private Optional<NodeSnapshot.Iterations> iterations(int node, @Nullable NodeState shown) {
    Optional<Iteration> iteration = Optional.ofNullable(shown).map(NodeState::iteration);
    return Optional.of(new NodeSnapshot.Iterations(iteration, run.tally(node).ended()));
  }
}
