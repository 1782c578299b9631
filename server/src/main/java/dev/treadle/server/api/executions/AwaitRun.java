package dev.treadle.server.api.executions;

import dev.treadle.engine.run.RunSummary;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a run on behalf of its caller. */
record AwaitRun(Backend backend) {
  /** How long a start may wait to become durable before the caller is told to try again. */
  private static final Duration ACCEPTANCE = Duration.ofSeconds(10);

  /** How often it is asked whether there is still something to wait for. */
  private static final Duration GLANCE = Duration.ofMillis(250);

  /**
   * The run at its end, or as it was accepted when it takes longer than the caller waits, or than
   * the process has time for.
   */
  RunSummary ended(Started.Going going, Duration wait) throws InterruptedException {
    return comes(going.ended(), going, wait, true) ? going.ended().join() : durable(going);
  }

  /** The run as it was accepted. */
  RunSummary durable(Started.Going going) throws InterruptedException {
    if (!comes(going.accepted(), going, ACCEPTANCE, false)) {
      throw unavailable();
    }
    return going.accepted().join();
  }

  static ProblemException unavailable() {
    return new ProblemException(
        ProblemType.UNAVAILABLE, "The run could not be made durable; try again soon.");
  }

  /** False when it does not come in time, or fails, or the database is away. */
  private boolean comes(
      CompletableFuture<?> awaited, Started.Going going, Duration atMost, boolean untilLastCall)
      throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      long left = until - System.nanoTime();
      boolean over = left <= 0 || (untilLastCall && backend.departure().isLastCall());
      try {
        awaited.get(over ? 0 : Math.min(left, GLANCE.toNanos()), TimeUnit.NANOSECONDS);
        return true;
      } catch (ExecutionException e) {
        return false;
      } catch (TimeoutException e) {
        if (over || (!going.accepted().isDone() && backend.isStuck())) {
          return false;
        }
      }
    }
  }
}
