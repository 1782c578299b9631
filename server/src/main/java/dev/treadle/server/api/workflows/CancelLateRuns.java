package dev.treadle.server.api.workflows;

import dev.treadle.engine.run.Command.CancelRun;
import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.server.backend.Backend;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels the runs that were on their way while their workflow was deleted: their start had found
 * the workflow, on whichever replica, and their rows came after the deletion had looked for them. A
 * start does not look twice, because that would cost every start a round trip; a deletion does.
 */
record CancelLateRuns(
    Backend backend, OrganizationId organization, WorkflowId workflow, CancelRun cancel) {
  /** After the deletion. A start that is not durable after 10 s is given up. */
  private static final List<Duration> LOOKS =
      List.of(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(12));

  private static final Logger LOG = LoggerFactory.getLogger(CancelLateRuns.class);

  private static final Executor THREADS = task -> Thread.ofVirtual().name("late runs").start(task);

  void begin() {
    for (Duration after : LOOKS) {
      CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS, THREADS)
          .execute(this::look);
    }
  }

  private void look() {
    try {
      if (backend.edits().cancelLate(organization, workflow, cancel) > 0) {
        backend.wake();
      }
    } catch (DatabaseException e) {
      LOG.warn("late runs were not looked for state={}", e.sqlState());
    }
  }
}
