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
import dev.treadle.values.Awaited;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Decides one command on a run at one moment. A command is rejected before the first event or not
 * at all.
 */
final class Decide {
  private final Run run;
  private final Instant now;
  private final Progress progress;

  Decide(Run run, Instant now) {
    this.run = run;
    this.now = now;
    this.progress = new Progress(run, now);
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
      case Command.ReportChild child -> new Children(run, progress, now).report(child);
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
    progress.emit(new Event.RunStarted(now, run.workflow.node(trigger).id(), command.input()));
    if (command instanceof Command.StartChild child) {
      progress.emit(new Event.RunCalled(now, child.parent()));
    }
    if (command instanceof StartAgain again) {
      progress.reuse(again.reused());
      progress.emit(new Event.RunLinked(now, again.origin()));
    }
    for (NodeState state : run.root.nodes) {
      if (state.undecided == 0) {
        progress.touch(state);
      }
    }
    return progress.accept();
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
      case Outcome.Completed outcome -> progress.complete(state, outcome);
      case Outcome.Waiting outcome -> {
        Instant due = new Moments(now).due(outcome.until());
        progress.emit(
            new Event.NodeWaiting(now, id, iteration, state.attempt, due, outcome.reason()));
      }
      case Outcome.Awaiting awaiting -> {
        Optional<Instant> due = Optional.ofNullable(awaiting.until()).map(new Moments(now)::due);
        progress.emit(
            new Event.NodeAwaiting(
                now, id, iteration, state.attempt, awaiting.what(), due, awaiting.reason()));
      }
      case Outcome.Iterating over -> progress.open(state, over);
      case Outcome.Called call -> new Children(run, progress, now).call(state, call);
      case Outcome.Calling ignored -> throw new IllegalStateException("what it calls is not found");
      case Outcome.Failed outcome -> progress.fail(state, outcome, command.jitter());
    }
    return progress.accept();
  }

  private Decision fire(FireTimer command) {
    NodeState state = find(command.node(), command.iteration());
    if (state == null || state.due == null || state.due.isAfter(now)) {
      return reject(Rejection.NOT_DUE, command.node() + " has no timer that is due");
    }
    if (state.betweenAttempts) {
      progress.emit(new Event.NodeStarted(now, state.id(), state.iteration(), state.attempt + 1));
    } else if (state.awaited != null) {
      progress.complete(state, Answers.outOfTime(state.awaited, now));
    } else {
      progress.complete(state, Outcome.chose(state.node.handles().initial(), state.reason));
    }
    return progress.accept();
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
    NodeState state = run.find(node.getAsInt(), command.iteration());
    if (state != null && state.awaited instanceof Awaited.Doubt) {
      new Doubts(run, progress, now).decide(state, command);
      return progress.accept();
    }
    if (state == null || !(state.awaited instanceof Awaited.Approval)) {
      Place place = new Place(command.node(), command.iteration());
      return reject(Rejection.NOT_AWAITED, place + " does not wait for an approval");
    }
    progress.complete(state, Answers.approval(command, now));
    return progress.accept();
  }

  private Decision cancel(CancelRun command) {
    progress.abandon(run.root);
    return happened(new Event.RunCancelled(now, command.reason()));
  }

  private Decision poison(String message) {
    progress.abandon(run.root);
    return happened(new Event.RunPoisoned(now, message));
  }

  private Decision happened(Event event) {
    progress.emit(event);
    return progress.accept();
  }

  /** A journal may end anywhere: whatever became ready by its last events is started now. */
  private Decision resume(ResumeRun command) {
    if (run.resumptions >= command.maxResumptions()) {
      return poison("resumed " + run.resumptions + " times in a row without any progress");
    }
    progress.emit(new Event.RunResumed(now, run.resumptions + 1));
    new Doubts(run, progress, now).settle();
    progress.touchAll(run.root);
    return progress.accept();
  }

  private static Decision reject(Rejection code, String message) {
    return new Decision.Rejected(code, message);
  }
}
