package dev.treadle.postgres.testkit;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Append.Beside;
import dev.treadle.runtime.journal.Append.Queueing;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.Usage;
import dev.treadle.values.WorkflowId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An organization of a tier, and runs of it that wait for their turn. */
public record Queue(Scene scene, OrganizationId organization) {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final WorkflowId WORKFLOW = new WorkflowId(UUID.randomUUID());

  /** A new organization. */
  public static Queue of(Scene scene, Tier tier) {
    OrganizationId organization = new OrganizationId(UUID.randomUUID());
    scene
        .database()
        .access()
        .with(
            connection -> {
              try (PreparedStatement insert =
                  connection.prepareStatement(
                      "insert into organization (id, name, tier) values (?, 'Q', ?)")) {
                insert.setObject(1, organization.value());
                insert.setString(2, tier.name());
                return insert.executeUpdate();
              }
            });
    return new Queue(scene, organization);
  }

  /** Queues so many, in this order. */
  public List<ExecutionId> queue(PostgresJournal journal, int turn, int count) {
    List<ExecutionId> runs = new ArrayList<>();
    List<CompletableFuture<Void>> written = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ExecutionId run = Ordered.next();
      runs.add(run);
      written.add(journal.append(queued(run, turn)));
    }
    written.forEach(CompletableFuture::join);
    return runs;
  }

  private Append queued(ExecutionId run, int turn) {
    RunRow row = row(true, RunStatus.PENDING, Optional.empty(), Optional.of(BEGIN));
    Beside beside = new Beside(Optional.of(row), List.of(), new Queueing(turn, false), List.of());
    String body = "[1767225600000,[\"started\",\"t\",{}]]";
    return new Append(run, organization, 1, body, beside);
  }

  /** Ends a run that was claimed, and gives its slot back. */
  public static void end(PostgresJournal journal, ClaimedRun run) {
    RunRow row = row(false, RunStatus.COMPLETED, Optional.of(BEGIN), Optional.empty());
    Beside beside = new Beside(Optional.of(row), List.of(), new Queueing(5, true), List.of());
    String body = "[1767225600000,[\"node\",\"n\"]]";
    journal.append(new Append(run.execution(), run.organization(), 2, body, beside)).join();
  }

  private static RunRow row(
      boolean born, RunStatus status, Optional<Instant> endedAt, Optional<Instant> wakeAt) {
    return new RunRow(
        born,
        WORKFLOW,
        1,
        status,
        new RunRow.Times(BEGIN, endedAt, wakeAt),
        new RunRow.Totals(0, Usage.NONE));
  }

  /** How many runs go on, by their rows. */
  public int running() {
    return count("select count(*) from execution where organization_id = ? and status = 'RUNNING'");
  }

  /** How many slots are taken. */
  public int taken() {
    return count("select count(execution_id) from running_slot where organization_id = ?");
  }

  private int count(String sql) {
    return scene
        .database()
        .journal()
        .with(
            connection -> {
              try (PreparedStatement count = connection.prepareStatement(sql)) {
                count.setObject(1, organization.value());
                try (ResultSet row = count.executeQuery()) {
                  row.next();
                  return row.getInt(1);
                }
              }
            });
  }

  /** Ids in the order of time, as runs have them. */
  private static final class Ordered {
    private static long last;

    static synchronized ExecutionId next() {
      last++;
      return new ExecutionId(new UUID(last << 16, UUID.randomUUID().getLeastSignificantBits()));
    }
  }
}
