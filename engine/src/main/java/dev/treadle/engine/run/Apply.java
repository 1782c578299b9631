package dev.treadle.engine.run;

import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.workflow.Graph;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Handles;
import dev.treadle.values.NodeId;
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
  private final Waiting waiting;

  Apply(Run run) {
    this.run = run;
    this.waiting = new Waiting(run);
  }

  void apply(Event event) {
    run.lastSeq++;
    switch (event) {
      case Event.RunStarted e -> begin(e);
      case Event.RunLinked e -> run.origin = e.origin();
      case Event.RunCalled e -> run.parent = e.parent();
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
      case Event.NodeSkipped e -> skip(at(e.node(), e), e);
      case Event.NodeStarted e -> start(enter(e), e);
      case Event.NodeRepeated e -> waiting.repeat(at(e.node(), e));
      case Event.ChildCalled e -> at(e.node(), e).called = e.call();
      case Event.ChildCancelled ignored -> {}
      case Event.MergeConflicted ignored -> {}
      case Event.NodeCompleted e -> complete(at(e.node(), e), e.outcome(), e.at());
      case Event.NodeReused e -> reuse(at(e.node(), e), e);
      case Event.LoopOpened e -> open(at(e.node(), e), e.over());
      case Event.LoopCompleted e -> complete(at(e.node(), e), e.at());
      case Event.NodeWaiting e -> waiting.until(at(e.node(), e), e.due(), e.reason());
      case Event.NodeAwaiting e -> waiting.begin(at(e.node(), e), e);
      case Event.AttemptFailed e -> retry(at(e.error().node(), e), e);
      case Event.NodeFailed e -> fail(at(e.error().node(), e), e);
      case Event.NodeCancelled e -> cancel(at(e.node(), e), e.at());
    }
  }

  private NodeState at(NodeId node, Event event) {
    return run.at(run.workflow.indexOf(node), event.iteration());
  }

  /** An iteration begins with the first node that starts in it. */
  private NodeState enter(Event.NodeStarted event) {
    int node = run.workflow.indexOf(event.node());
    NodeState state = run.find(node, event.iteration());
    if (state != null) {
      return state;
    }
    NodeState loop = run.at(run.workflow.graph().outer(node), event.iteration().outer());
    Walk walk = Walk.ofLoop(run.workflow, loop, event.iteration());
    loop.iterations().begin(walk);
    return walk.state(node);
  }

  private void begin(Event.RunStarted event) {
    run.status = RunStatus.RUNNING;
    run.startedAt = event.at();
    run.input = event.input();
    int trigger = run.workflow.indexOf(event.trigger());
    run.root.begin(trigger, Overlay.write(null, run.input, Set.of(), false, trigger));
    run.root.state(trigger).input = run.root.input;
  }

  private void end(RunStatus how, Instant at) {
    run.status = how;
    run.heldFor = null;
    run.endedAt = at;
    run.timers.clear();
    run.signals.clear();
    run.running = 0;
    close(run.root, at);
  }

  /** Whatever has not ended in a walk will not end any more. */
  private void close(Walk walk, Instant at) {
    walk.active.clear();
    for (NodeState state : walk.nodes) {
      if (!state.status.hasEnded()) {
        closeIterations(state, at);
        state.status = NodeStatus.CANCELLED;
        state.endedAt = state.startedAt == null ? null : at;
      }
      if (walk.loop != null) {
        run.tally(state.node.index()).end(state.status);
      }
    }
    walk.isOver = true;
  }

  private void closeIterations(NodeState state, Instant at) {
    if (state.loop != null) {
      state.loop.walks().forEach(walk -> close(walk, at));
      state.loop = null;
    }
  }

  private void skip(NodeState state, Event.NodeSkipped event) {
    state.reason = event.reason();
    came(state);
    leave(state, NodeStatus.SKIPPED, event.at());
    state.walk.takeNone(state);
    rest(state.walk, event.at());
  }

  private void start(NodeState state, Event.NodeStarted event) {
    if (event.attempt() == 1) {
      begin(state, event.at());
    }
    state.status = NodeStatus.RUNNING;
    state.attempt = event.attempt();
    waiting.end(state);
    state.betweenAttempts = false;
    state.reason = "";
    state.walk.active.add(state.place());
    run.running++;
  }

  private void begin(NodeState state, Instant at) {
    state.startedAt = at;
    state.startedSeq = run.lastSeq;
    came(state);
    join(state);
  }

  private void reuse(NodeState state, Event.NodeReused event) {
    begin(state, event.at());
    complete(state, event.outcome(), event.at());
  }

  private void came(NodeState state) {
    if (state.walk.loop != null) {
      run.tally(state.node.index()).came(state);
    }
  }

  /**
   * What a node sees: the data of its taken edges; the first nodes of a walk what it begins with.
   */
  private void join(NodeState state) {
    Walk walk = state.walk;
    if (walk.beginsAt(state)) {
      state.input = walk.input;
      return;
    }
    Graph graph = run.workflow.graph();
    Join join = new Join(graph, walk.origin);
    int node = state.node.index();
    for (int slot = graph.firstIn(node); slot < graph.firstIn(node + 1); slot++) {
      int edge = graph.inEdge(slot);
      if (walk.isTaken(edge)) {
        join.add(walk.state(graph.source(edge)).data);
      }
    }
    state.input = join.data();
    state.conflicts = join.conflicts();
  }

  private void open(NodeState state, Outcome.Iterating over) {
    int node = state.node.index();
    Overlay input = Overlay.write(null, run.seen(state.input), Set.of(), false, node);
    state.loop = new Loop(over, input);
    run.running--;
    run.resumptions = 0;
  }

  /** A loop whose iterations are all over. */
  private void complete(NodeState state, Instant at) {
    Map<String, @Nullable Object> result = Map.of("items", state.iterations().elements());
    complete(state, Outcome.completed(state.node.handles().initial(), result), at);
  }

  private void complete(NodeState state, Outcome.Completed outcome, Instant at) {
    if (Answers.takesSignal(state.awaited, outcome)) {
      run.signals.take(state);
    }
    state.error = null;
    state.result = outcome.result();
    state.reason = outcome.reason();
    state.data =
        Overlay.write(
            state.input,
            outcome.result(),
            outcome.removed(),
            outcome.replaces(),
            state.node.index());
    consume(state, outcome.usage());
    run.completed++;
    leave(state, NodeStatus.COMPLETED, at);
    state.walk.take(state, outcome.handle());
    rest(state.walk, at);
  }

  private void retry(NodeState state, Event.AttemptFailed event) {
    state.error = event.error();
    state.betweenAttempts = true;
    consume(state, event.usage());
    waiting.until(
        state,
        event.due(),
        "attempt " + event.error().attempt() + " failed: " + event.error().failure().message());
    closeIterations(state, event.at());
  }

  private void fail(NodeState state, Event.NodeFailed event) {
    state.error = event.error();
    state.reason = event.error().failure().message();
    consume(state, event.usage());
    Map<String, @Nullable Object> result = Map.of("error", event.error().toJson());
    boolean goesOn = event.consequence() == Consequence.CONTINUE;
    if (event.consequence() != Consequence.STOP) {
      state.result = result;
      state.data = Overlay.write(state.input, result, Set.of(), false, state.node.index());
    }
    if (goesOn) {
      run.completed++;
    }
    leave(state, goesOn ? NodeStatus.COMPLETED : NodeStatus.FAILED, event.at());
    switch (event.consequence()) {
      case STOP -> state.walk.failure = event.error();
      case CONTINUE -> state.walk.take(state, state.node.handles().initial());
      case BRANCH -> state.walk.take(state, Handles.ERROR);
    }
    rest(state.walk, event.at());
  }

  /** What is cancelled leaves no element, unless another node of the same iteration failed. */
  private void cancel(NodeState state, Instant at) {
    leave(state, NodeStatus.CANCELLED, at);
    if (state.walk.failure != null) {
      rest(state.walk, at);
    }
  }

  private void consume(NodeState state, Usage spent) {
    if (!spent.isNone()) {
      state.usage = state.usage.plus(spent);
      run.usage = run.usage.plus(spent);
      if (state.walk.loop != null) {
        Tally tally = run.tally(state.node.index());
        tally.usage = tally.usage.plus(spent);
      }
    }
  }

  private void leave(NodeState state, NodeStatus how, Instant at) {
    if (state.isPerformed()) {
      run.running--;
    }
    closeIterations(state, at);
    state.status = how;
    state.endedSeq = run.lastSeq;
    waiting.end(state);
    state.endedAt = state.startedAt == null ? null : at;
    state.walk.active.remove(state.place());
    state.walk.open--;
    run.resumptions = 0;
  }

  /** An iteration that is done leaves its element, and nothing else. */
  private void rest(Walk walk, Instant at) {
    NodeState loop = walk.loop;
    if (loop != null && walk.isDone()) {
      Object element =
          walk.failure == null ? run.output(walk).whole() : Map.of("error", walk.failure.toJson());
      loop.iterations().end(walk, element);
      close(walk, at);
    }
  }
}
