package dev.treadle.engine.run;

import dev.treadle.values.Awaited;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Whoever is outside of a run, and gives what its nodes wait for: always the same, whenever it
 * comes.
 *
 * @param doubts whether an attempt that is in doubt may be given up
 */
public record People(long seed, boolean doubts) {
  /** What is given to a node. */
  public Command.Asked answer(NodeId node, Pending.Answer asked) {
    return switch (asked.what()) {
      case Awaited.Signal ignored -> signal(node);
      case Awaited.Child ignored -> throw new AssertionError("nobody outside ends a child");
      case Awaited.Doubt ignored ->
          new Command.DecideApproval(
              node, asked.iteration(), !doubts || approve(node), "somebody", Optional.empty());
      case Awaited.Approval ignored ->
          new Command.DecideApproval(
              node, asked.iteration(), approve(node), "somebody", Optional.empty());
    };
  }

  /** The signal that only this node may wait for. */
  Command.ReceiveSignal signal(NodeId node) {
    return new Command.ReceiveSignal("s-" + node, node.value());
  }

  private boolean approve(NodeId node) {
    return new Random(seed * 31 + node.hashCode()).nextBoolean();
  }

  /** How a node ends that was answered. */
  Outcome.Completed answered(NodeId node, Awaited what) {
    return switch (what) {
      case Awaited.Signal ignored -> Outcome.completed("out", Map.of("signal", node.value()));
      case Awaited.Child ignored -> throw new AssertionError("nobody outside ends a child");
      case Awaited.Doubt ignored -> throw new AssertionError("no attempt awaits that");
      case Awaited.Approval ignored -> {
        Map<String, @Nullable Object> approval = new LinkedHashMap<>();
        String decision = approve(node) ? "approved" : "rejected";
        approval.put("decision", decision);
        approval.put("by", "somebody");
        approval.put("comment", null);
        yield Outcome.completed(decision, Map.of("approval", approval));
      }
    };
  }
}
