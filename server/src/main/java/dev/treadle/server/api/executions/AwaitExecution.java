package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.postgres.catalog.Workflows.Latest;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.StartRequest;
import dev.treadle.server.api.executions.StartExecution.Answer;
import dev.treadle.server.backend.Backend;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Waits until new runs are durable, and for their ends as long as a caller likes. */
record AwaitExecution(Backend backend, AwaitRun waiting) {
  /** How often the end of a run that another replica may drive is looked for. */
  static final Duration POLL = Duration.ofMillis(50);

  private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

  /** The run as it stands when it has ended, or nobody waits any longer. */
  RunSummary await(Started.Going going, StartRequest start, Optional<Duration> patience) {
    long until = System.nanoTime() + patience.orElse(Duration.ZERO).toNanos();
    try {
      if (start.entry().hold().isPresent()) {
        RunSummary run = waiting.durable(going);
        releaseIfMissed(start);
        return run;
      }
      boolean queued = start.entry().slot() == Slot.LACKING;
      RunSummary run = queued ? served(going, start, until) : accepted(going, patience);
      boolean more = !queued && patience.isPresent() && !run.status().hasEnded();
      return more
          ? look(start.organization(), start.execution(), until).map(Answer::run).orElse(run)
          : run;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AwaitRun.unavailable();
    } finally {
      if (!going.accepted().isCompletedExceptionally()) {
        backend.runs().forget(start.execution());
      }
    }
  }

  /** Whoever resumed the workflow while the run came to be has not seen the run. */
  private void releaseIfMissed(StartRequest start) {
    Optional<Latest> latest =
        backend.workflows().latest(start.organization(), start.version().id());
    if (latest.filter(Latest::isPaused).isEmpty()) {
      backend.commands().leave(start.organization(), start.execution(), new Command.ReleaseRun());
    }
  }

  private RunSummary accepted(Started.Going going, Optional<Duration> patience)
      throws InterruptedException {
    return patience.isPresent() ? waiting.ended(going, patience.get()) : waiting.durable(going);
  }

  /** A queued run, which any replica may take up: the longer it takes, the less it is looked at. */
  private RunSummary served(Started.Going going, StartRequest start, long until)
      throws InterruptedException {
    RunSummary run = new Queue(backend, start.organization()).queued(waiting.durable(going));
    Duration pause = POLL;
    while (!isOver(until) && !run.status().hasEnded()) {
      long left = Math.min(pause.toNanos(), until - System.nanoTime());
      try {
        return going.ended().get(Math.max(1, left), TimeUnit.NANOSECONDS);
      } catch (TimeoutException | ExecutionException e) {
        pause = pause.compareTo(LONGEST_POLL) < 0 ? pause.multipliedBy(2) : LONGEST_POLL;
        run = look(start.organization(), start.execution(), 0).map(Answer::run).orElse(run);
      }
    }
    return run;
  }

  private boolean isOver(long until) {
    return System.nanoTime() - until >= 0 || backend.departure().isLastCall();
  }

  /**
   * A run as the database has it, looked at until it has ended or the moment has come; its end may
   * come by another replica.
   */
  Optional<Answer> look(OrganizationId organization, ExecutionId id, long until) {
    while (true) {
      Optional<StoredExecution> found = backend.executions().find(organization, id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      StoredExecution stored = found.get();
      if (stored.status().hasEnded() || isOver(until)) {
        Run run = ReadExecution.replay(backend, organization, stored);
        return Optional.of(
            new Answer(
                id,
                stored.workflow(),
                stored.version(),
                new Queue(backend, organization).told(run.summary(), stored.status()),
                true));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
