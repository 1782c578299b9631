package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What of a run that has ended need not run again: the nodes that completed, provided that they are
 * defined as they were, and that the same holds of everything before them, save what was skipped. A
 * loop is reused as a whole, with all that its iterations came to, or runs again as a whole.
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
   * @param isUnchanged whether a node is, in the version that will run, as it was; a loop with its
   *     body
   */
  public Map<NodeId, Outcome.Completed> of(List<Event> events, Predicate<NodeId> isUnchanged) {
    BitSet holds = holds(isUnchanged);
    Map<NodeId, Outcome.Completed> reused = new HashMap<>();
    for (Event event : events) {
      if (event.iteration().isNone()) {
        ending(event)
            .filter(ending -> holds.get(run.workflow().indexOf(ending.node())))
            .ifPresent(ending -> reused.put(ending.node(), again(ending.outcome())));
      }
    }
    return reused;
  }

  /** How a node ended. */
  private record Ending(NodeId node, Outcome.Completed outcome) {}

  /** The ending that an event tells of; of a node that failed the one that would count. */
  private Optional<Ending> ending(Event event) {
    if (event instanceof Event.NodeCompleted done) {
      return Optional.of(new Ending(done.node(), done.outcome()));
    } else if (event instanceof Event.NodeReused done) {
      return Optional.of(new Ending(done.node(), done.outcome()));
    } else if (event instanceof Event.LoopCompleted done) {
      return Optional.of(ended(done.node()));
    } else if (event instanceof Event.NodeFailed failed) {
      return Optional.of(ended(failed.error().node()));
    }
    return Optional.empty();
  }

  /** As its state tells: the result of a loop, and of a node that went on after it failed. */
  private Ending ended(NodeId id) {
    int index = run.workflow().indexOf(id);
    String handle = run.workflow().node(index).handles().initial();
    return new Ending(id, Outcome.completed(handle, run.node(index).result()));
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
