package dev.treadle.engine.run;

import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.workflow.Graph;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Handles;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes the state of a run by one event. Never decides anything, and never fails for an event
 * that was decided on this state.
 */
final class Apply {
  private final Run run;

  Apply(Run run) {
    this.run = run;
  }

  void apply(Event event) {
    run.lastSeq++;
    switch (event) {
      case Event.RunStarted e -> begin(e);
      case Event.RunLinked e -> run.origin = e.origin();
      case Event.RunHeld e -> run.heldFor = e.reason();
      case Event.RunReleased ignored -> run.heldFor = null;
      case Event.RunResumed e -> run.resumptions = e.resumption();
      case Event.RunCompleted e -> {
        run.output = e.output();
        end(RunStatus.COMPLETED, e.at());
      }
      case Event.RunFailed e -> {
        run.error = e.error().toJson();
        end(RunStatus.FAILED, e.at());
      }
      case Event.RunPoisoned e -> {
        run.error = Map.of("code", ErrorCode.POISON.value(), "message", e.message());
        end(RunStatus.FAILED, e.at());
      }
      case Event.RunCancelled e -> end(RunStatus.CANCELLED, e.at());
      case Event.SignalReceived e -> run.signals.keep(e);
      case Event.NodeSkipped e -> skip(run.workflow.indexOf(e.node()), e);
      case Event.NodeStarted e -> start(run.workflow.indexOf(e.node()), e);
      case Event.MergeConflicted ignored -> {}
      case Event.NodeCompleted e -> complete(run.workflow.indexOf(e.node()), e.outcome(), e.at());
      case Event.NodeReused e -> reuse(run.workflow.indexOf(e.node()), e);
      case Event.NodeWaiting e -> pause(run.workflow.indexOf(e.node()), e.due(), e.reason());
      case Event.NodeAwaiting e -> await(run.workflow.indexOf(e.node()), e);
      case Event.AttemptFailed e -> retry(run.workflow.indexOf(e.error().node()), e);
      case Event.NodeFailed e -> fail(run.workflow.indexOf(e.error().node()), e);
      case Event.NodeCancelled e ->
          leave(run.workflow.indexOf(e.node()), NodeStatus.CANCELLED, e.at());
    }
  }

  private void begin(Event.RunStarted event) {
    run.status = RunStatus.RUNNING;
    run.startedAt = event.at();
    run.trigger = run.workflow.indexOf(event.trigger());
    run.input = event.input();
    run.nodes[run.trigger].input = Overlay.write(null, run.input, Set.of(), false, run.trigger);
  }

  private void end(RunStatus how, Instant at) {
    run.status = how;
    run.heldFor = null;
    run.endedAt = at;
    run.active.clear();
    run.timers.clear();
    run.signals.clear();
    run.running = 0;
    for (NodeState node : run.nodes) {
      if (!node.status.hasEnded()) {
        node.status = NodeStatus.CANCELLED;
        node.endedAt = node.startedAt == null ? null : at;
      }
    }
  }

  private void skip(int node, Event.NodeSkipped event) {
    run.nodes[node].reason = event.reason();
    leave(node, NodeStatus.SKIPPED, event.at());
    decideEdges(node, "");
  }

  private void start(int node, Event.NodeStarted event) {
    NodeState state = run.nodes[node];
    if (event.attempt() == 1) {
      state.startedAt = event.at();
      state.startedSeq = run.lastSeq;
      join(node);
    }
    state.status = NodeStatus.RUNNING;
    state.attempt = event.attempt();
    unsetTimer(node, state);
    state.betweenAttempts = false;
    state.reason = "";
    run.active.add(node);
    run.running++;
  }

  /** What a node sees: the data of its taken edges. A trigger sees the run's input. */
  private void join(int node) {
    if (node == run.trigger) {
      return;
    }
    Graph graph = run.workflow.graph();
    Join join = new Join(graph, run.trigger);
    for (int slot = graph.firstIn(node); slot < graph.firstIn(node + 1); slot++) {
      int edge = graph.inEdge(slot);
      if (run.takenEdges.get(edge)) {
        join.add(run.nodes[graph.source(edge)].data);
      }
    }
    run.nodes[node].input = join.data();
    run.nodes[node].conflicts = join.conflicts();
  }

  private void reuse(int node, Event.NodeReused event) {
    run.nodes[node].startedAt = event.at();
    run.nodes[node].startedSeq = run.lastSeq;
    join(node);
    complete(node, event.outcome(), event.at());
  }

  private void complete(int node, Outcome.Completed outcome, Instant at) {
    NodeState state = run.nodes[node];
    if (Answers.takesSignal(state.awaited, outcome)) {
      run.signals.take(node);
    }
    state.error = null;
    state.result = outcome.result();
    state.reason = outcome.reason();
    state.data =
        Overlay.write(state.input, outcome.result(), outcome.removed(), outcome.replaces(), node);
    consume(state, outcome.usage());
    run.completed++;
    leave(node, NodeStatus.COMPLETED, at);
    decideEdges(node, outcome.handle());
  }

  private void pause(int node, Instant due, String why) {
    run.nodes[node].due = due;
    run.timers.set(node, due);
    rest(node, why);
  }

  private void rest(int node, String why) {
    run.nodes[node].status = NodeStatus.WAITING;
    run.nodes[node].reason = why;
    run.running--;
    run.resumptions = 0;
  }

  private void await(int node, Event.NodeAwaiting event) {
    run.nodes[node].awaited = event.what();
    if (event.what() instanceof Awaited.Signal signal) {
      run.signals.await(node, signal.name());
    }
    if (event.due().isPresent()) {
      pause(node, event.due().get(), event.reason());
    } else {
      rest(node, event.reason());
    }
  }

  private void retry(int node, Event.AttemptFailed event) {
    run.nodes[node].error = event.error();
    run.nodes[node].betweenAttempts = true;
    run.resumptions = 0;
    consume(run.nodes[node], event.usage());
    pause(
        node,
        event.due(),
        "attempt " + event.error().attempt() + " failed: " + event.error().failure().message());
  }

  private void unsetTimer(int node, NodeState state) {
    if (state.due != null) {
      run.timers.unset(node, state.due);
      state.due = null;
    }
  }

  private void fail(int node, Event.NodeFailed event) {
    NodeState state = run.nodes[node];
    state.error = event.error();
    state.reason = event.error().failure().message();
    consume(state, event.usage());
    Map<String, @Nullable Object> result = Map.of("error", event.error().toJson());
    boolean goesOn = event.consequence() == Consequence.CONTINUE;
    if (event.consequence() != Consequence.STOP) {
      state.result = result;
      state.data = Overlay.write(state.input, result, Set.of(), false, node);
    }
    if (goesOn) {
      run.completed++;
    }
    leave(node, goesOn ? NodeStatus.COMPLETED : NodeStatus.FAILED, event.at());
    switch (event.consequence()) {
      case STOP -> {}
      case CONTINUE -> decideEdges(node, run.workflow.node(node).handles().initial());
      case BRANCH -> decideEdges(node, Handles.ERROR);
    }
  }

  private void consume(NodeState state, Usage spent) {
    if (!spent.isNone()) {
      state.usage = sum(state.usage, spent);
      run.usage = sum(run.usage, spent);
    }
  }

  private static Usage sum(Usage a, Usage b) {
    return new Usage(
        a.inputTokens() + b.inputTokens(),
        a.outputTokens() + b.outputTokens(),
        a.cost().plus(b.cost()));
  }

  private void leave(int node, NodeStatus how, Instant at) {
    NodeState state = run.nodes[node];
    if (state.status == NodeStatus.RUNNING) {
      run.running--;
    }
    state.status = how;
    state.endedSeq = run.lastSeq;
    unsetTimer(node, state);
    if (state.awaited != null) {
      state.awaited = null;
      run.signals.leave(node);
    }
    state.endedAt = state.startedAt == null ? null : at;
    run.active.remove(node);
    run.resumptions = 0;
  }

  /** Takes the edges of one handle; all others out of the node are dead. */
  private void decideEdges(int node, String handle) {
    NodeState state = run.nodes[node];
    Graph graph = run.workflow.graph();
    for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
      NodeState next = run.nodes[graph.target(edge)];
      next.undecided--;
      if (run.workflow.handle(edge).equals(handle)) {
        run.takenEdges.set(edge);
        next.taken++;
        state.isLast = false;
      }
    }
  }
}
