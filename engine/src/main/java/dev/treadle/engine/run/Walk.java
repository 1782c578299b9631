package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Body;
import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.NodeError;
import org.jspecify.annotations.Nullable;

/**
 * One walk through a body: that of the run itself, or an iteration of a loop. Belongs to its {@link
 * Run}, which alone changes it.
 */
final class Walk {
  /** None for the run itself. */
  final Iteration iteration;

  final Body body;

  /** The loop whose iteration this is; {@code null} for the run itself. */
  final @Nullable NodeState loop;

  final NodeState[] nodes;
  final ActiveNodes active;
  private final Workflow workflow;

  /** Who wrote all that the walk begins with: the trigger or the loop; -1 before it is known. */
  int origin = -1;

  /** What its first nodes see. */
  @Nullable Overlay input;

  /** How many nodes have not ended. */
  int open;

  /** Why it failed. */
  @Nullable NodeError failure;

  /** Whether it has come to its element, and is no part of the run any more. */
  boolean isOver;

  /** The walk of a run that has not begun. */
  static Walk ofRun(Workflow workflow) {
    return new Walk(workflow, workflow.main(), Iteration.NONE, null);
  }

  /** An iteration that begins. */
  static Walk ofLoop(Workflow workflow, NodeState loop, Iteration iteration) {
    int node = loop.node.index();
    Walk walk = new Walk(workflow, workflow.body(node), iteration, loop);
    walk.begin(node, loop.iterations().input);
    return walk;
  }

  private Walk(Workflow workflow, Body body, Iteration iteration, @Nullable NodeState loop) {
    this.workflow = workflow;
    this.body = body;
    this.iteration = iteration;
    this.loop = loop;
    this.nodes = new NodeState[body.size()];
    this.active = new ActiveNodes(nodes.length);
    this.open = nodes.length;
    Graph graph = workflow.graph();
    for (int place = 0; place < nodes.length; place++) {
      Node node = workflow.node(body.node(place));
      nodes[place] = new NodeState(this, node, graph.inDegree(node.index()));
    }
  }

  void begin(int from, @Nullable Overlay with) {
    origin = from;
    input = with;
  }

  /** Where a node of this body stands. */
  NodeState state(int node) {
    return nodes[body.place(node)];
  }

  /** Whether a node begins the walk, without any edge that was taken. */
  boolean beginsAt(NodeState state) {
    return loop == null
        ? state.node.index() == origin
        : workflow.graph().isRoot(state.node.index());
  }

  /** Whether an edge between nodes of this body was taken. */
  boolean isTaken(int edge) {
    return workflow.handle(edge).equals(state(workflow.graph().source(edge)).took);
  }

  /** Takes the edges of one handle; all others out of the node are dead. */
  void take(NodeState from, String handle) {
    from.took = handle;
    Graph graph = workflow.graph();
    int node = from.node.index();
    for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
      NodeState next = state(graph.target(edge));
      next.undecided--;
      if (workflow.handle(edge).equals(handle)) {
        next.taken++;
        from.isLast = false;
      }
    }
  }

  /** Takes no edge out of the node: all are dead. */
  void takeNone(NodeState from) {
    Graph graph = workflow.graph();
    int node = from.node.index();
    for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
      state(graph.target(edge)).undecided--;
    }
  }

  /** Why no edge into a node was taken, told of the first of them. */
  String whySkipped(NodeState state) {
    Graph graph = workflow.graph();
    int node = state.node.index();
    if (graph.inDegree(node) == 0) {
      return state.node.isTrigger() ? "another trigger started the run" : "no trigger reaches it";
    }
    int edge = graph.inEdge(graph.firstIn(node));
    NodeState source = state(graph.source(edge));
    return source.status == NodeStatus.SKIPPED
        ? source.id() + " was skipped"
        : source.id() + " did not take " + workflow.handle(edge);
  }

  /** Whether nothing of it is left to run: all nodes have ended, or one failed and none goes on. */
  boolean isDone() {
    return failure == null ? open == 0 : active.isEmpty();
  }

  /** The walk of which this one is part, at the body in which a node lies. */
  Walk around(int node) {
    Walk walk = this;
    Body sought = workflow.bodyOf(node);
    while (walk.loop != null && !walk.body.equals(sought)) {
      walk = walk.loop.walk;
    }
    return walk;
  }
}
