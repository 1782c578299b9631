package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.values.NodeSignature.Role;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a walk comes to: the overlay of its outputs, or where it has none of its last nodes. */
final class Output {
  private final Walk walk;
  private final Graph graph;
  private final Comparator<Written> writing;

  Output(Walk walk, Graph graph, Comparator<Written> writing) {
    this.walk = walk;
    this.graph = graph;
    this.writing = writing;
  }

  /**
   * The output of a run that completes, and the element of an iteration. Its values are those of
   * the data, not copies: a loop's elements may all have the loop's input in them.
   */
  Map<String, @Nullable Object> whole() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(new Seen(overlay(), writing)));
  }

  private @Nullable Overlay overlay() {
    Join join = new Join(graph, walk.origin);
    boolean fromOutputs = walk.body.hasOutputs() && hasCompletedOutput();
    for (int rank = 0; rank < walk.nodes.length; rank++) {
      NodeState state = walk.state(walk.body.ordered(rank));
      if (state.status != NodeStatus.COMPLETED) {
        continue;
      }
      if (fromOutputs) {
        if (isOutput(state)) {
          join.add(Overlay.write(null, state.result, Set.of(), false, state.node.index()));
        }
      } else if (state.isLast) {
        join.add(state.data);
      }
    }
    return join.data();
  }

  private boolean hasCompletedOutput() {
    for (NodeState state : walk.nodes) {
      if (isOutput(state) && state.status == NodeStatus.COMPLETED) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOutput(NodeState state) {
    return state.node.signature().role() == Role.OUTPUT;
  }
}
