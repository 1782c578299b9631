package dev.treadle.engine.run;

import dev.treadle.engine.run.Command.CancelRun;
import dev.treadle.engine.run.Command.FireTimer;
import dev.treadle.engine.run.Command.PoisonRun;
import dev.treadle.engine.run.Command.ReportOutcome;
import dev.treadle.engine.run.Command.ResumeRun;
import dev.treadle.engine.run.Command.StartRun;
import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;
import dev.treadle.values.Failure;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

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

  /** Nodes with an edge that was decided and not looked at yet. */
  private final ArrayDeque<NodeState> touched = new ArrayDeque<>();

  Decide(Run run, Instant now) {
    this.run = run;
    this.fold = new Apply(run);
    this.now = now;
  }

  Decision decide(Command command) {
    if (run.status.hasEnded()) {
      return reject(Rejection.RUN_ENDED, "the run has ended");
    }
    if (command instanceof StartRun start) {
      return run.status == RunStatus.PENDING
          ? start(start)
          : reject(Rejection.ALREADY_STARTED, "the run has started");
    }
    if (run.status == RunStatus.PENDING) {
      return reject(Rejection.NOT_STARTED, "the run has not started");
    }
    return switch (command) {
      case StartRun ignored -> throw new IllegalStateException("decided above");
      case ReportOutcome report -> report(report);
      case FireTimer timer -> fire(timer);
      case CancelRun cancel -> cancel(cancel);
      case PoisonRun poison -> poison(poison.message());
      case ResumeRun resume -> resume(resume);
    };
  }

  private Decision start(StartRun command) {
    int trigger = run.workflow.firstTrigger();
    if (command.trigger().isPresent()) {
      NodeId named = command.trigger().get();
      OptionalInt found = run.workflow.index(named);
      if (found.isEmpty()
          || run.workflow.node(found.getAsInt()).signature().role() != Role.TRIGGER) {
        return reject(Rejection.UNKNOWN_TRIGGER, "there is no trigger " + named);
      }
      trigger = found.getAsInt();
    }
    Node chosen = run.workflow.node(trigger);
    emit(new Event.RunStarted(now, chosen.id(), command.input()));
    for (NodeState state : run.root.nodes) {
      if (state.undecided == 0) {
        touched.add(state);
      }
    }
    return accept();
  }

  private @Nullable NodeState find(NodeId node, Iteration iteration) {
    return run.find(run.workflow.indexOf(node), iteration);
  }

  private Decision report(ReportOutcome command) {
    NodeState state = find(command.node(), command.iteration());
    if (state == null || !state.isPerformed() || state.attempt != command.attempt()) {
      return reject(
          Rejection.STALE_ATTEMPT,
          "attempt " + command.attempt() + " of " + command.node() + " is not running");
    }
    NodeId id = state.id();
    Iteration iteration = state.iteration();
    switch (command.outcome()) {
      case Outcome.Completed outcome ->
          emitEdges(state, new Event.NodeCompleted(now, id, iteration, state.attempt, outcome));
      case Outcome.Waiting outcome -> {
        Instant due = new Moments(now).due(outcome.until());
        emit(new Event.NodeWaiting(now, id, iteration, state.attempt, due, outcome.reason()));
      }
      case Outcome.Iterating over -> {
        emit(new Event.LoopOpened(now, id, iteration, over));
        iterate(state);
      }
      case Outcome.Failed outcome -> fail(state, outcome, command.jitter());
    }
    return accept();
  }

  private void fail(NodeState state, Outcome.Failed outcome, double jitter) {
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

  private Decision fire(FireTimer command) {
    NodeState state = find(command.node(), command.iteration());
    if (state == null || state.due == null || state.due.isAfter(now)) {
      return reject(Rejection.NOT_DUE, command.node() + " has no timer that is due");
    }
    Iteration iteration = state.iteration();
    if (state.betweenAttempts) {
      emit(new Event.NodeStarted(now, state.id(), iteration, state.attempt + 1));
    } else {
      Outcome.Completed outcome = Outcome.chose(state.node.handles().initial(), state.reason);
      emitEdges(state, new Event.NodeCompleted(now, state.id(), iteration, state.attempt, outcome));
    }
    return accept();
  }

  private Decision cancel(CancelRun command) {
    abandon(run.root);
    emit(new Event.RunCancelled(now, command.reason()));
    return accept();
  }

  private Decision poison(String message) {
    abandon(run.root);
    emit(new Event.RunPoisoned(now, message));
    return accept();
  }

  /** A journal may end anywhere: whatever became ready by its last events is started now. */
  private Decision resume(ResumeRun command) {
    if (run.resumptions >= command.maxResumptions()) {
      return poison("resumed " + run.resumptions + " times in a row without any progress");
    }
    emit(new Event.RunResumed(now, run.resumptions + 1));
    touchAll(run.root);
    return accept();
  }

  private void touchAll(Walk walk) {
    for (int rank = 0; rank < walk.nodes.length; rank++) {
      NodeState state = walk.state(walk.body.ordered(rank));
      touched.add(state);
      if (state.loop != null) {
        state.loop.walks().forEach(this::touchAll);
      }
    }
  }

  /** Whatever runs in a walk is cancelled, what runs inside a loop before the loop. */
  private void abandon(Walk walk) {
    for (int place : walk.active.stream().toArray()) {
      NodeState state = walk.nodes[place];
      if (state.loop != null) {
        state.loop.walks().forEach(this::abandon);
      }
      emit(new Event.NodeCancelled(now, state.id(), state.iteration()));
    }
  }

  /** Starts and skips whatever became decided; ends the run when nothing is left. */
  private Decision accept() {
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
      touched.add(walk.state(graph.target(edge)));
    }
    if (walk.loop != null && walk.isOver) {
      iterate(walk.loop);
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
