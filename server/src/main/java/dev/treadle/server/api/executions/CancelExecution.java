package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.ExecutionId;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Cancels runs: those that this process drives, and those that wait and are nobody's. */
public final class CancelExecution {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);

  private final Backend backend;

  public CancelExecution(Backend backend) {
    this.backend = backend;
  }

  /**
   * Cancels a run and waits for its end, which is at hand.
   *
   * @throws ProblemException when there is no such run, or it had ended before
   */
  public StoredExecution cancel(Caller caller, ExecutionId id, String reason) {
    Command command = new Command.CancelRun(reason);
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean sent = false;
    while (true) {
      StoredExecution stored =
          backend
              .executions()
              .find(caller.organization(), id)
              .orElseThrow(() -> ProblemException.notFound("execution"));
      if (stored.status().hasEnded()) {
        if (sent) {
          return stored;
        }
        throw new ProblemException(
            ProblemType.CONFLICT, "The execution has ended: " + stored.status() + ".");
      }
      sent = sent || backend.command(caller.organization(), id, command);
      if (System.nanoTime() > end) {
        throw new ProblemException(
            ProblemType.UNAVAILABLE, "The execution could not be reached; try again soon.");
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
