package dev.treadle.engine.run;

import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;
import dev.treadle.values.Failure;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What follows from one command that is accepted. Every event is applied as soon as it is decided,
 * so that the next is decided on the state that it made.
 */
final class Progress {
  private final Run run;
  private final Apply fold;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();

  /** How nodes ended that need not run. */
  private Map<NodeId, Outcome.Completed> reused = Map.of();

  /** Nodes with an edge that was decided and not looked at yet. */
  private final ArrayDeque<NodeState> touched = new ArrayDeque<>();

  Progress(Run run, Instant now) {
    this.run = run;
    this.fold = new Apply(run);
    this.now = now;
  }

  void emit(Event event) {
    fold.apply(event);
    events.add(event);
  }

  /** These nodes do not run when their turn comes: they end as they did before. */
  void reuse(Map<NodeId, Outcome.Completed> before) {
    reused = before;
  }

  /** The node is looked at again before the command is done. */
  void touch(NodeState state) {
    touched.add(state);
  }

  void touchAll(Walk walk) {
    for (int rank = 0; rank < walk.nodes.length; rank++) {
      NodeState state = walk.state(walk.body.ordered(rank));
      touch(state);
      if (state.loop != null) {
        state.loop.walks().forEach(this::touchAll);
      }
    }
  }

  void complete(NodeState state, Outcome.Completed outcome) {
    emitEdges(
        state, new Event.NodeCompleted(now, state.id(), state.iteration(), state.attempt, outcome));
  }

  /** The node's body begins to run. */
  void open(NodeState state, Outcome.Iterating over) {
    emit(new Event.LoopOpened(now, state.id(), state.iteration(), over));
    iterate(state);
  }

  void fail(NodeState state, Outcome.Failed outcome, double jitter) {
    Node node = state.node;
    Iteration iteration = state.iteration();
    NodeError error = new NodeError(outcome.failure(), node.id(), state.attempt);
    if (outcome.retryable() && state.attempt < node.policy().retry().maxAttempts()) {
      Instant due = new Moments(now).retry(node, state.attempt, outcome.retryAfter(), jitter);
      emit(new Event.AttemptFailed(now, error, iteration, outcome.usage(), due));
      return;
    }
    Consequence consequence =
        switch (node.policy().onError()) {
          case STOP -> Consequence.STOP;
          case CONTINUE -> Consequence.CONTINUE;
          case BRANCH -> Consequence.BRANCH;
        };
    Event failed = new Event.NodeFailed(now, error, iteration, outcome.usage(), consequence);
    if (consequence == Consequence.STOP) {
      emit(failed);
      stop(state.walk, error, outcome.retryable(), jitter);
    } else {
      emitEdges(state, failed);
    }
  }

  /** A node of a walk has failed, and nothing of the walk goes on. */
  private void stop(Walk walk, NodeError error, boolean retryable, double jitter) {
    NodeState loop = walk.loop;
    if (loop == null) {
      abandon(walk);
      emit(new Event.RunFailed(now, error));
    } else if (loop.iterations().over.collects()) {
      abandon(walk);
      iterate(loop);
    } else {
      failLoop(loop, Loop.failure(walk.iteration, error), retryable, jitter);
    }
  }

  private void failLoop(NodeState loop, Failure failure, boolean retryable, double jitter) {
    loop.iterations().walks().forEach(this::abandon);
    fail(loop, new Outcome.Failed(failure, retryable, null, Usage.NONE), jitter);
  }

  /** Begins as many iterations as may go on; completes the loop when all are over. */
  private void iterate(NodeState state) {
    Loop loop = state.iterations();
    if (loop.isTooLarge()) {
      failLoop(state, Loop.tooLarge(), false, 0);
      return;
    }
    Graph graph = run.workflow.graph();
    int node = state.node.index();
    while (loop.mayBegin()) {
      Iteration iteration = state.iteration().inner(loop.next());
      for (int slot = graph.firstRoot(node); slot < graph.firstRoot(node + 1); slot++) {
        NodeId root = run.workflow.node(graph.root(slot)).id();
        emit(new Event.NodeStarted(now, root, iteration, 1));
      }
    }
    if (loop.isOver()) {
      emitEdges(state, new Event.LoopCompleted(now, state.id(), state.iteration()));
    }
  }

  /** Whatever runs in a walk is cancelled, what runs inside a loop before the loop. */
  void abandon(Walk walk) {
    for (int place : walk.active.stream().toArray()) {
      NodeState state = walk.nodes[place];
      if (state.loop != null) {
        state.loop.walks().forEach(this::abandon);
      }
      state
          .child()
          .ifPresent(
              child -> emit(new Event.ChildCancelled(now, state.id(), state.iteration(), child)));
      emit(new Event.NodeCancelled(now, state.id(), state.iteration()));
    }
  }

  /**
   * Hands signals to nodes that wait for them, starts and skips whatever became decided, and ends
   * the run when nothing is left.
   */
  Decision accept() {
    for (var ripe = run.signals.ripe(); ripe.isPresent(); ripe = run.signals.ripe()) {
      complete(ripe.get().node(), Answers.signal(ripe.get().signal()));
    }
    while (!touched.isEmpty() && !run.status.hasEnded()) {
      NodeState state = touched.poll();
      if (state.status == NodeStatus.PENDING) {
        settle(state);
      }
    }
    if (!run.status.hasEnded() && run.root.active.isEmpty()) {
      emit(new Event.RunCompleted(now, run.output(run.root).whole()));
    }
    return new Decision.Accepted(List.copyOf(events));
  }

  private void settle(NodeState state) {
    boolean all = state.undecided == 0;
    boolean any = state.node.policy().join() == Node.Join.ANY;
    if (state.walk.beginsAt(state) || (state.taken > 0 && (all || any))) {
      start(state);
    } else if (all) {
      emitEdges(
          state,
          new Event.NodeSkipped(now, state.id(), state.iteration(), state.walk.whySkipped(state)));
    }
  }

  private void start(NodeState state) {
    NodeId id = state.id();
    Iteration iteration = state.iteration();
    Outcome.Completed before = reused.get(id);
    if (before != null) {
      emitEdges(state, new Event.NodeReused(now, id, before));
      return;
    }
    emit(new Event.NodeStarted(now, id, iteration, 1));
    for (Join.Conflict conflict : state.conflicts) {
      List<NodeId> writers =
          List.of(
              run.workflow.node(conflict.winner()).id(), run.workflow.node(conflict.other()).id());
      emit(new Event.MergeConflicted(now, id, iteration, conflict.key(), writers));
    }
  }

  /** Emits an event that decides the edges out of a node, and may end its iteration. */
  private void emitEdges(NodeState state, Event event) {
    emit(event);
    Walk walk = state.walk;
    Graph graph = run.workflow.graph();
    int node = state.node.index();
    for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
      touch(walk.state(graph.target(edge)));
    }
    if (walk.loop != null && walk.isOver) {
      iterate(walk.loop);
    }
  }
}
