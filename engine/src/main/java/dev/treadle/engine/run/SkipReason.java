package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;

/** Why a node is skipped, in words for people. */
final class SkipReason {
  private SkipReason() {}

  /** Why no edge into a node was taken, told of the first of them. */
  static String of(Run run, int node) {
    Graph graph = run.workflow.graph();
    if (graph.inDegree(node) == 0) {
      return run.workflow.node(node).isTrigger()
          ? "another trigger started the run"
          : "no trigger reaches it";
    }
    int edge = graph.inEdge(graph.firstIn(node));
    Node source = run.workflow.node(graph.source(edge));
    return run.nodes[source.index()].status == NodeStatus.SKIPPED
        ? source.id() + " was skipped"
        : source.id() + " did not take " + run.workflow.handle(edge);
  }
}
