package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What of a run that has ended need not run again: the nodes that completed, provided that they are
 * defined as they were, and that the same holds of everything before them, save what was skipped.
 */
public final class Reuse {
  private static final String FROM = "reused from execution ";

  private final ExecutionId execution;
  private final Run run;

  /** Begins with a run that has ended. */
  public Reuse(ExecutionId execution, Run run) {
    this.execution = execution;
    this.run = run;
  }

  /**
   * How nodes ended that need not run again. What they consumed is not consumed again.
   *
   * @param events of the run, all of them
   * @param isUnchanged whether a node is, in the version that will run, as it was
   */
  public Map<NodeId, Outcome.Completed> of(List<Event> events, Predicate<NodeId> isUnchanged) {
    BitSet holds = holds(isUnchanged);
    Map<NodeId, Outcome.Completed> reused = new HashMap<>();
    for (Event event : events) {
      if (event instanceof Event.NodeCompleted done && holds(done.node(), holds)) {
        reused.put(done.node(), again(done.outcome()));
      } else if (event instanceof Event.NodeReused done && holds(done.node(), holds)) {
        reused.put(done.node(), again(done.outcome()));
      } else if (event instanceof Event.NodeFailed failed && holds(failed.error().node(), holds)) {
        reused.put(failed.error().node(), again(goneOn(failed)));
      }
    }
    return reused;
  }

  private boolean holds(NodeId node, BitSet holds) {
    return holds.get(run.workflow().indexOf(node));
  }

  /** A node that failed and counts as completed, by {@code onError: continue}. */
  private Outcome.Completed goneOn(Event.NodeFailed failed) {
    Node node = run.workflow().node(run.workflow().indexOf(failed.error().node()));
    return Outcome.completed(node.handles().initial(), Map.of("error", failed.error().toJson()));
  }

  private Outcome.Completed again(Outcome.Completed outcome) {
    String reason = outcome.reason();
    boolean plain = reason.isEmpty() || reason.startsWith(FROM);
    return new Outcome.Completed(
        outcome.handle(),
        outcome.result(),
        outcome.removed(),
        outcome.replaces(),
        Usage.NONE,
        plain ? FROM + execution : FROM + execution + ": " + reason);
  }

  private BitSet holds(Predicate<NodeId> isUnchanged) {
    Graph graph = run.workflow().graph();
    BitSet holds = new BitSet(run.workflow().size());
    for (int place = 0; place < run.workflow().size(); place++) {
      int node = graph.ordered(place);
      NodeStatus status = run.node(node).status();
      boolean ended = status == NodeStatus.COMPLETED || status == NodeStatus.SKIPPED;
      if (ended
          && isUnchanged.test(run.workflow().node(node).id())
          && sourcesHold(graph, node, holds)) {
        holds.set(node);
      }
    }
    return holds;
  }

  private static boolean sourcesHold(Graph graph, int node, BitSet holds) {
    for (int slot = graph.firstIn(node); slot < graph.firstIn(node + 1); slot++) {
      if (!holds.get(graph.source(graph.inEdge(slot)))) {
        return false;
      }
    }
    return true;
  }
}
