package dev.treadle.engine.run;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Failure;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Decides what concerns runs that nodes call. A part of {@link Decide}. */
final class Children {
  private final Run run;
  private final Progress progress;
  private final Instant now;

  Children(Run run, Progress progress, Instant now) {
    this.run = run;
    this.progress = progress;
    this.now = now;
  }

  /** A node has found what it calls. */
  void call(NodeState state, Outcome.Called call) {
    if (run.depth() >= Parent.DEEPEST) {
      String message = "this run is the last of " + Parent.DEEPEST + " that called one another";
      progress.fail(state, Outcome.permanent(ErrorCode.SUBWORKFLOW_DEPTH, message), 0);
    } else {
      progress.emit(new Event.ChildCalled(now, state.id(), state.iteration(), state.attempt, call));
    }
  }

  /** It may have ended before it was known here that it began. */
  Decision report(Command.ReportChild command) {
    OptionalInt node = run.workflow.index(command.node());
    NodeState state = node.isEmpty() ? null : run.find(node.getAsInt(), command.iteration());
    if (state == null || state.child().filter(command.child()::equals).isEmpty()) {
      Place place = new Place(command.node(), command.iteration());
      return new Decision.Rejected(
          Rejection.NOT_AWAITED, place + " does not wait for execution " + command.child());
    }
    switch (command.status()) {
      case COMPLETED ->
          progress.complete(
              state, Outcome.completed(state.node.handles().initial(), command.told()));
      case FAILED -> {
        String why = " failed: " + command.told().get("message");
        progress.fail(state, failed(ErrorCode.CHILD_FAILED, command, why), 0);
      }
      case CANCELLED ->
          progress.fail(state, failed(ErrorCode.CHILD_CANCELLED, command, " was cancelled"), 0);
      case PENDING, RUNNING, WAITING -> throw new IllegalStateException(command + " is no end");
    }
    return progress.accept();
  }

  private static Outcome.Failed failed(ErrorCode code, Command.ReportChild command, String how) {
    ExecutionId child = command.child();
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("executionId", child.toString());
    if (!command.told().isEmpty()) {
      details.put("error", command.told());
    }
    return new Outcome.Failed(
        new Failure(code, "execution " + child + how, details), false, null, Usage.NONE);
  }
}
