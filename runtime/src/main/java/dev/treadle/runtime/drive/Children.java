package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Parent;
import dev.treadle.runtime.drive.Callees.Admission;
import dev.treadle.runtime.drive.Callees.Found;
import dev.treadle.runtime.drive.Callees.Refused;
import dev.treadle.runtime.drive.Runs.StartRequest;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.perform.PerformNode.Attempt;
import dev.treadle.runtime.perform.RunFacts;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has runs call runs. A call is two attempts: the first finds what is called and which execution it
 * will be; when that is durable the second begins it, unless it exists already. So a call that is
 * cut off anywhere is gone on with, and never has two children.
 */
public final class Children {
  /** The organization has no such workflow, or not any more. Permanent. */
  public static final ErrorCode WORKFLOW_NOT_FOUND = new ErrorCode("WORKFLOW_NOT_FOUND");

  private static final Logger LOG = LoggerFactory.getLogger(Children.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Callees callees;
  private final Function<StartRequest, Started> start;
  private final Consumer<ExecutionId> forget;
  private final Host host;

  /**
   * Has runs begin in this process.
   *
   * @param forget told that nobody here waits for the end of a run
   */
  Children(
      Callees callees,
      Function<StartRequest, Started> start,
      Consumer<ExecutionId> forget,
      Host host) {
    this.callees = callees;
    this.start = start;
    this.forget = forget;
    this.host = host;
  }

  /** An attempt whose outcome says what is called, where it calls something. */
  Attempt finding(RunFacts facts, Attempt attempt) {
    return () -> {
      Outcome outcome = attempt.execute();
      return outcome instanceof Outcome.Calling calling
          ? untilAnswered(facts, () -> found(facts, calling))
          : outcome;
    };
  }

  private Outcome found(RunFacts facts, Outcome.Calling call) {
    Found found =
        callees.find(facts.organization(), call.workflow(), Optional.ofNullable(call.version()));
    return switch (found) {
      case Found.Version version ->
          new Outcome.Called(
              callees.newId(), call.workflow(), version.number(), call.input(), call.waits());
      case Refused refused -> Outcome.permanent(refused.code(), refused.message());
    };
  }

  /** An attempt that begins what is called. */
  Attempt beginning(RunFacts facts, Parent parent, Outcome.Called call) {
    return () -> untilAnswered(facts, () -> begun(facts, parent, call));
  }

  private Outcome begun(RunFacts facts, Parent parent, Outcome.Called call)
      throws InterruptedException {
    if (!callees.exists(facts.organization(), call.child())) {
      Admission admission =
          callees.admit(facts.organization(), call.child(), call.workflow(), call.version());
      switch (admission) {
        case Admission.Admitted admitted ->
            begin(
                new StartRequest(
                    call.child(),
                    facts.organization(),
                    admitted.version(),
                    new Command.StartChild(parent, call.input()),
                    false,
                    admitted.hold()));
        case Refused refused -> {
          return Outcome.permanent(refused.code(), refused.message());
        }
      }
    }
    return call.waits()
        ? new Outcome.Awaiting(
            new Awaited.Child(call.child()), null, "waits for execution " + call.child())
        : Outcome.completed("out", Map.of("executionId", call.child().toString()));
  }

  private void begin(StartRequest request) throws InterruptedException {
    switch (start.apply(request)) {
      case Started.Going going -> {
        try {
          durable(going.accepted());
        } finally {
          forget.accept(request.execution());
        }
        if (request.hold().isPresent()) {
          callees.held(request.organization(), request.execution(), request.version().id());
        }
      }
      case Started.Refused refused ->
          throw new IllegalStateException("a child refused to start: " + refused.rejection());
    }
  }

  private static void durable(CompletableFuture<?> accepted) throws InterruptedException {
    try {
      accepted.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the child is perhaps not durable", e);
    }
  }

  /** Something that throws while the database does not answer. */
  private interface Step {
    Outcome go() throws InterruptedException;
  }

  /** A database that is away is no reason for a node to fail. */
  private Outcome untilAnswered(RunFacts facts, Step step) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return step.go();
      } catch (RuntimeException e) {
        if (pause.equals(FIRST_PAUSE)) {
          LOG.warn("a call goes on later execution={}", facts.execution(), e);
        }
        host.park(pause.toNanos());
        if (Thread.interrupted()) {
          throw new InterruptedException("the call is given up");
        }
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    }
  }
}
