package dev.treadle.engine.run;

import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides what becomes of attempts that were in flight at a crash: whether they touched the world,
 * only the world knows. A part of {@link Decide}.
 */
final class Doubts {
  private final Run run;
  private final Progress progress;
  private final Instant now;

  Doubts(Run run, Progress progress, Instant now) {
    this.run = run;
    this.progress = progress;
    this.now = now;
  }

  /** After a crash. An attempt that fails may end its iteration or the run, and others with it. */
  void settle() {
    for (Pending pending : run.pending()) {
      if (pending instanceof Pending.Perform attempt && run.isInDoubt(attempt)) {
        settle(run.at(attempt.node(), attempt.iteration()));
      }
    }
  }

  private void settle(NodeState state) {
    switch (state.node.inDoubt()) {
      case RETRY -> repeat(state, "");
      case ASK ->
          progress.emit(
              new Event.NodeAwaiting(
                  now,
                  state.id(),
                  state.iteration(),
                  state.attempt,
                  new Awaited.Doubt(),
                  Optional.empty(),
                  "waits for a decision: " + open(state)));
      case FAIL -> fail(state, open(state));
    }
  }

  /** A person has decided. */
  void decide(NodeState state, Command.DecideApproval command) {
    String decided = Answers.reason(command);
    if (command.approved()) {
      repeat(state, decided);
    } else {
      fail(state, open(state) + "; " + decided);
    }
  }

  private void repeat(NodeState state, String reason) {
    progress.emit(
        new Event.NodeRepeated(now, state.id(), state.iteration(), state.attempt, reason));
  }

  private void fail(NodeState state, String message) {
    progress.fail(state, Outcome.permanent(ErrorCode.IN_DOUBT, message), 0);
  }

  private static String open(NodeState state) {
    return "a crash left open whether attempt " + state.attempt + " was made";
  }
}
