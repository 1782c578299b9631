package dev.treadle.engine.run;

import dev.treadle.engine.run.Command.CancelRun;
import dev.treadle.engine.run.Command.DecideApproval;
import dev.treadle.engine.run.Command.FireTimer;
import dev.treadle.engine.run.Command.PoisonRun;
import dev.treadle.engine.run.Command.ReceiveSignal;
import dev.treadle.engine.run.Command.ReportOutcome;
import dev.treadle.engine.run.Command.ResumeRun;
import dev.treadle.engine.run.Command.StartAgain;
import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;
import dev.treadle.values.Awaited;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decides one command on a run at one moment. Every event is applied as soon as it is decided, so
 * that the next is decided on the state that it made; a command is rejected before the first event
 * or not at all.
 */
final class Decide {
  private final Run run;
  private final Apply fold;
  private final Instant now;
  private final List<Event> events = new ArrayList<>();

  /** How nodes ended that need not run. */
  private Map<NodeId, Outcome.Completed> reused = Map.of();

  /** Nodes with an edge that was decided and not looked at yet. */
  private final ArrayDeque<Integer> touched = new ArrayDeque<>();

  Decide(Run run, Instant now) {
    this.run = run;
    this.fold = new Apply(run);
    this.now = now;
  }

  Decision decide(Command command) {
    if (run.status.hasEnded()) {
      return reject(Rejection.RUN_ENDED, "the run has ended");
    }
    if (command instanceof Command.Start start) {
      return run.status == RunStatus.PENDING
          ? start(start)
          : reject(Rejection.ALREADY_STARTED, "the run has started");
    }
    if (run.status == RunStatus.PENDING) {
      return reject(Rejection.NOT_STARTED, "the run has not started");
    }
    return switch (command) {
      case Command.Start ignored -> throw new IllegalStateException("decided above");
      case ReportOutcome report -> report(report);
      case FireTimer timer -> fire(timer);
      case CancelRun cancel -> cancel(cancel);
      case Command.HoldRun hold -> happened(new Event.RunHeld(now, hold.reason()));
      case Command.ReleaseRun ignored when run.isHeld() -> happened(new Event.RunReleased(now));
      case Command.ReleaseRun ignored -> reject(Rejection.NOT_HELD, "the run is not held");
      case ReceiveSignal signal -> receive(signal);
      case DecideApproval approval -> decideApproval(approval);
      case PoisonRun poison -> poison(poison.message());
      case ResumeRun resume -> resume(resume);
    };
  }

  private Decision start(Command.Start command) {
    int trigger = run.workflow.firstTrigger();
    if (command.trigger().isPresent()) {
      NodeId named = command.trigger().get();
      OptionalInt found = run.workflow.index(named);
      if (found.isEmpty() || !run.workflow.node(found.getAsInt()).isTrigger()) {
        return reject(Rejection.UNKNOWN_TRIGGER, "there is no trigger " + named);
      }
      trigger = found.getAsInt();
    }
    emit(new Event.RunStarted(now, run.workflow.node(trigger).id(), command.input()));
    if (command instanceof StartAgain again) {
      reused = again.reused();
      emit(new Event.RunLinked(now, again.origin()));
    }
    for (Node node : run.workflow.nodes()) {
      if (run.workflow.graph().inDegree(node.index()) == 0) {
        touched.add(node.index());
      }
    }
    return accept();
  }

  private Decision report(ReportOutcome command) {
    int node = run.workflow.indexOf(command.node());
    NodeState state = run.nodes[node];
    if (state.status != NodeStatus.RUNNING || state.attempt != command.attempt()) {
      return reject(
          Rejection.STALE_ATTEMPT,
          "attempt " + command.attempt() + " of " + command.node() + " is not running");
    }
    switch (command.outcome()) {
      case Outcome.Completed outcome -> complete(node, outcome);
      case Outcome.Waiting outcome ->
          emit(
              new Event.NodeWaiting(
                  now,
                  command.node(),
                  state.attempt,
                  Moments.due(outcome.until(), now),
                  outcome.reason()));
      case Outcome.Awaiting outcome ->
          emit(
              new Event.NodeAwaiting(
                  now,
                  command.node(),
                  state.attempt,
                  outcome.what(),
                  Optional.ofNullable(outcome.until()).map(until -> Moments.due(until, now)),
                  outcome.reason()));
      case Outcome.Failed outcome -> fail(node, state.attempt, outcome, command.jitter());
    }
    return accept();
  }

  private void fail(int index, int attempt, Outcome.Failed outcome, double jitter) {
    Node node = run.workflow.node(index);
    NodeError error = new NodeError(outcome.failure(), node.id(), attempt);
    if (outcome.retryable() && attempt < node.policy().retry().maxAttempts()) {
      Duration pause = Moments.pause(node, attempt, outcome.retryAfter(), jitter);
      Instant due = Moments.due(Moments.after(pause, now), now);
      emit(new Event.AttemptFailed(now, error, outcome.usage(), due));
      return;
    }
    Consequence consequence =
        switch (node.policy().onError()) {
          case STOP -> Consequence.STOP;
          case CONTINUE -> Consequence.CONTINUE;
          case BRANCH -> Consequence.BRANCH;
        };
    emitEdges(index, new Event.NodeFailed(now, error, outcome.usage(), consequence));
    if (consequence == Consequence.STOP) {
      abandon();
      emit(new Event.RunFailed(now, error));
    }
  }

  private Decision fire(FireTimer command) {
    int node = run.workflow.indexOf(command.node());
    NodeState state = run.nodes[node];
    if (state.due == null || state.due.isAfter(now)) {
      return reject(Rejection.NOT_DUE, command.node() + " has no timer that is due");
    }
    if (state.betweenAttempts) {
      emit(new Event.NodeStarted(now, command.node(), state.attempt + 1));
    } else {
      String handle = run.workflow.node(node).handles().initial();
      complete(
          node,
          state.awaited == null
              ? Outcome.chose(handle, state.reason)
              : Answers.outOfTime(state.awaited, now));
    }
    return accept();
  }

  private Decision receive(ReceiveSignal command) {
    if (run.signals.isFull()) {
      return reject(
          Rejection.TOO_MANY_SIGNALS,
          Signals.MOST_KEPT + " signals came already that nothing waited for");
    }
    return happened(new Event.SignalReceived(now, command.name(), command.payload()));
  }

  private Decision decideApproval(DecideApproval command) {
    OptionalInt node = run.workflow.index(command.node());
    if (node.isEmpty()) {
      return reject(Rejection.UNKNOWN_NODE, "there is no node " + command.node());
    }
    if (!(run.nodes[node.getAsInt()].awaited instanceof Awaited.Approval)) {
      return reject(Rejection.NOT_AWAITED, command.node() + " does not wait for an approval");
    }
    complete(node.getAsInt(), Answers.approval(command, now));
    return accept();
  }

  private void complete(int node, Outcome.Completed outcome) {
    NodeId id = run.workflow.node(node).id();
    emitEdges(node, new Event.NodeCompleted(now, id, run.nodes[node].attempt, outcome));
  }

  private Decision cancel(CancelRun command) {
    abandon();
    return happened(new Event.RunCancelled(now, command.reason()));
  }

  private Decision poison(String message) {
    abandon();
    return happened(new Event.RunPoisoned(now, message));
  }

  private Decision happened(Event event) {
    emit(event);
    return accept();
  }

  /** A journal may end anywhere: whatever became ready by its last events is started now. */
  private Decision resume(ResumeRun command) {
    if (run.resumptions >= command.maxResumptions()) {
      return poison("resumed " + run.resumptions + " times in a row without any progress");
    }
    emit(new Event.RunResumed(now, run.resumptions + 1));
    for (int place = 0; place < run.nodes.length; place++) {
      touched.add(run.workflow.graph().ordered(place));
    }
    return accept();
  }

  private void abandon() {
    run.active.stream()
        .mapToObj(node -> run.workflow.node(node).id())
        .toList()
        .forEach(node -> emit(new Event.NodeCancelled(now, node)));
  }

  /**
   * Hands signals to nodes that wait for them, starts and skips whatever became decided, and ends
   * the run when nothing is left.
   */
  private Decision accept() {
    for (var ripe = run.signals.ripe(); ripe.isPresent(); ripe = run.signals.ripe()) {
      complete(ripe.get().node(), Answers.signal(ripe.get().signal()));
    }
    while (!touched.isEmpty() && !run.status.hasEnded()) {
      int node = touched.poll();
      NodeState state = run.nodes[node];
      if (state.status == NodeStatus.PENDING) {
        settle(node, state);
      }
    }
    if (!run.status.hasEnded() && run.active.isEmpty()) {
      emit(new Event.RunCompleted(now, run.outcome()));
    }
    return new Decision.Accepted(List.copyOf(events));
  }

  private void settle(int node, NodeState state) {
    boolean all = state.undecided == 0;
    boolean any = run.workflow.node(node).policy().join() == Node.Join.ANY;
    if (node == run.trigger || (state.taken > 0 && (all || any))) {
      start(node);
    } else if (all) {
      NodeId id = run.workflow.node(node).id();
      emitEdges(node, new Event.NodeSkipped(now, id, SkipReason.of(run, node)));
    }
  }

  private void start(int index) {
    NodeId id = run.workflow.node(index).id();
    Outcome.Completed before = reused.get(id);
    if (before != null) {
      emitEdges(index, new Event.NodeReused(now, id, before));
      return;
    }
    emit(new Event.NodeStarted(now, id, 1));
    for (Join.Conflict conflict : run.nodes[index].conflicts) {
      List<NodeId> writers =
          List.of(
              run.workflow.node(conflict.winner()).id(), run.workflow.node(conflict.other()).id());
      emit(new Event.MergeConflicted(now, id, conflict.key(), writers));
    }
  }

  /** Emits an event that decides the edges out of a node. */
  private void emitEdges(int node, Event event) {
    emit(event);
    Graph graph = run.workflow.graph();
    for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
      touched.add(graph.target(edge));
    }
  }

  private void emit(Event event) {
    fold.apply(event);
    events.add(event);
  }

  private static Decision reject(Rejection code, String message) {
    return new Decision.Rejected(code, message);
  }
}
