package dev.treadle.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Money;
import dev.treadle.values.Usage;
import dev.treadle.values.WorkflowId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The counts of runs against the runs themselves. */
class ExecutionCountsTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<WorkflowId> WORKFLOWS =
      Stream.generate(() -> new WorkflowId(UUID.randomUUID())).limit(3).toList();

  private static final String TRUTH =
      """
      select workflow_id, status, count(*)::numeric, sum(tokens_used), trim_scale(sum(cost))
        from execution group by workflow_id, status order by workflow_id, status
      """;

  private static final String COUNTED =
      """
      select workflow_id, status, sum(executions), sum(tokens_used), trim_scale(sum(cost))
        from (select workflow_id, status, executions, tokens_used, cost from execution_total
              union all
              select workflow_id, status, executions, tokens_used, cost from unfolded_executions()
              union all
              select workflow_id, status, 1, tokens_used, cost from execution
               where status = 'RUNNING') counted
       group by workflow_id, status
      having sum(executions) <> 0 order by workflow_id, status
      """;

  private static Append row(
      ExecutionId run, int number, int seq, RunStatus status, Optional<Instant> wakeAt) {
    Instant begin = BEGIN.plusSeconds(number);
    RunRow row =
        new RunRow(
            seq == 1,
            WORKFLOWS.get(number % WORKFLOWS.size()),
            1,
            status,
            new RunRow.Times(
                begin, status.hasEnded() ? Optional.of(begin) : Optional.empty(), wakeAt),
            new RunRow.Totals(
                seq,
                new Usage(
                    seq,
                    number,
                    new Money(new BigDecimal("0.001").multiply(BigDecimal.valueOf(seq))))));
    return new Append(run, Scene.ORGANIZATION, seq, "[]", Optional.of(row));
  }

  /** A run that ends at once, one that waits first and is taken up again, one that goes on. */
  private static void drive(Scene scene, PostgresJournal journal, Lease lease, int number) {
    ExecutionId run = Scene.newRun();
    switch (number % 4) {
      case 0 -> journal.append(row(run, number, 1, RunStatus.COMPLETED, Optional.empty())).join();
      case 1 -> {
        journal.append(row(run, number, 1, RunStatus.RUNNING, Optional.empty())).join();
        journal.append(row(run, number, 2, RunStatus.FAILED, Optional.empty())).join();
      }
      case 2 -> {
        journal.append(row(run, number, 1, RunStatus.WAITING, Optional.of(BEGIN))).join();
        persist(() -> scene.store().claimWaiting(lease.replica(), Scene.ORGANIZATION, run));
        journal.append(row(run, number, 2, RunStatus.WAITING, Optional.of(BEGIN))).join();
        persist(() -> scene.store().claimWaiting(lease.replica(), Scene.ORGANIZATION, run));
        journal.append(row(run, number, 3, RunStatus.COMPLETED, Optional.empty())).join();
      }
      default -> journal.append(row(run, number, 1, RunStatus.PENDING, Optional.empty())).join();
    }
  }

  /** Again and again while connections are killed. */
  private static void persist(Runnable work) {
    for (int i = 0; i < 1_000; i++) {
      try {
        work.run();
        return;
      } catch (DatabaseException killed) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
    }
    throw new AssertionError("the database never answered");
  }

  private static List<String> rows(Scene scene, String sql, int columns) {
    return scene
        .database()
        .tenants()
        .query(
            Scene.ORGANIZATION,
            sql,
            to -> {},
            row -> {
              StringBuilder line = new StringBuilder();
              for (int i = 1; i <= columns; i++) {
                line.append(row.getString(i)).append(' ');
              }
              return line.toString();
            });
  }

  @Test
  void countsAreTheTruthThoughConnectionsAreKilledAndManyFold() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (Scene scene = Scene.open();
        Connection killer = scene.database().connectJournal();
        ExecutionCounts one = new ExecutionCounts(scene.database().journal());
        ExecutionCounts other = new ExecutionCounts(scene.database().journal());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Lease lease = scene.register(Duration.ofMinutes(5));
      Lease lease2 = scene.register(Duration.ofMinutes(5));
      try (PostgresJournal journal = scene.journal(lease);
          PostgresJournal journal2 = scene.journal(lease2)) {
        List<Future<?>> runs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
          int lane = i;
          PostgresJournal to = i % 2 == 0 ? journal : journal2;
          Lease by = i % 2 == 0 ? lease : lease2;
          runs.add(
              threads.submit(
                  () -> {
                    for (int number = lane; number < 1_200; number += 41) {
                      drive(scene, to, by, number);
                    }
                  }));
        }
        List<Future<?>> beside = new ArrayList<>();
        for (ExecutionCounts counts : List.of(one, other)) {
          beside.add(threads.submit(() -> foldUntil(done, counts)));
        }
        beside.add(threads.submit(() -> killUntil(done, killer)));
        try {
          for (Future<?> run : runs) {
            run.get();
          }
        } finally {
          done.set(true);
        }
        for (Future<?> side : beside) {
          side.get();
        }
      }
      List<String> truth = rows(scene, TRUTH, 5);
      assertThat(truth).hasSize(9);
      assertThat(rows(scene, COUNTED, 5)).isEqualTo(truth);
      one.fold();
      assertThat(rows(scene, "select 1 from unfolded_executions()", 1)).isEmpty();
      assertThat(rows(scene, COUNTED, 5)).isEqualTo(truth);
    }
  }

  private static void foldUntil(AtomicBoolean done, ExecutionCounts counts) {
    while (!done.get()) {
      persist(counts::fold);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static void killUntil(AtomicBoolean done, Connection killer) {
    try (Statement kill = killer.createStatement()) {
      while (!done.get()) {
        kill.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user"
                + " and datname = current_database() and pid <> pg_backend_pid()");
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyReadCountsEachRunOnceWhileOthersFold() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (Scene scene = Scene.open();
        ExecutionCounts counts = new ExecutionCounts(scene.database().journal());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        PostgresJournal journal = scene.journal(scene.register(Duration.ofMinutes(5)))) {
      Future<?> folding = threads.submit(() -> foldUntil(done, counts));
      try {
        for (int number = 0; number < 300; number++) {
          journal
              .append(row(Scene.newRun(), number, 1, RunStatus.COMPLETED, Optional.empty()))
              .join();
          OrganizationTotals totals =
              OrganizationTotals.read(scene.database().tenants(), Scene.ORGANIZATION);
          assertThat(totals.allExecutions()).isEqualTo(number + 1);
          assertThat(totals.executions()).containsEntry(RunStatus.COMPLETED, number + 1L);
        }
      } finally {
        done.set(true);
      }
      folding.get();
    }
  }
}
