package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Commands.Fate;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.ExecutionId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Sends commands to runs, whichever replica drives them. */
final class SendCommand {
  /** After a lost replica its runs answer when their lease is over; nobody waits here as long. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofMillis(10);

  private final Backend backend;

  SendCommand(Backend backend) {
    this.backend = backend;
  }

  /**
   * Sends a command and waits until its run has decided it, which is at hand. A command that is not
   * decided by then is durable, and will be.
   *
   * @return the run as it is then
   * @throws ProblemException when there is no such run, it has ended, or it refuses
   */
  StoredExecution send(Caller caller, ExecutionId id, Command.Asked command) {
    Optional<Long> number = backend.commands().leave(caller.organization(), id, command);
    if (number.isEmpty()) {
      throw ended(find(caller, id));
    }
    backend.wake();
    long end = System.nanoTime() + PATIENCE.toNanos();
    Fate fate = Fate.UNDECIDED;
    while (fate == Fate.UNDECIDED && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL.toNanos());
      fate = backend.commands().fate(caller.organization(), id, number.get());
    }
    return switch (fate) {
      case ACCEPTED, UNDECIDED -> find(caller, id);
      case RUN_ENDED -> throw ended(find(caller, id));
      case UNKNOWN_NODE -> throw ProblemException.notFound("node");
      case NOT_AWAITED ->
          throw new ProblemException(
              ProblemType.CONFLICT, "The node does not wait for a decision, or not any more.");
      case NOT_HELD ->
          throw new ProblemException(ProblemType.CONFLICT, "The execution is not held.");
      case TOO_MANY_SIGNALS ->
          throw new ProblemException(
              ProblemType.CONFLICT, "The execution keeps as many signals as it can already.");
    };
  }

  /** A run of the caller's organization. */
  StoredExecution find(Caller caller, ExecutionId id) {
    return backend
        .executions()
        .find(caller.organization(), id)
        .orElseThrow(() -> ProblemException.notFound("execution"));
  }

  private static ProblemException ended(StoredExecution execution) {
    return new ProblemException(
        ProblemType.CONFLICT, "The execution has ended: " + execution.status() + ".");
  }
}
