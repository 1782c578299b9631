package dev.treadle.postgres.testkit;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.journal.JournalCounts;
import dev.treadle.postgres.journal.JournalWriter;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.lease.PostgresRunStore;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import dev.treadle.values.Usage;
import dev.treadle.values.WorkflowId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A migrated database, and replicas that write to it. */
public record Scene(TestPostgres.Database where, Database database) implements AutoCloseable {
  /** Of all runs that this makes. */
  public static final OrganizationId ORGANIZATION = new OrganizationId(UUID.randomUUID());

  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  public static Scene open() {
    TestPostgres.Database where = TestPostgres.database();
    return new Scene(where, Database.open(settings(where)));
  }

  public static DatabaseSettings settings(TestPostgres.Database where) {
    return new DatabaseSettings(where.jdbcUrl(), where.user(), new Secret(where.password()));
  }

  /** A connection of the role that owns the tables. */
  public Connection owner() throws SQLException {
    return DriverManager.getConnection(where.jdbcUrl(), where.user(), where.password());
  }

  public PostgresRunStore store() {
    return new PostgresRunStore(database.journal(), Concurrency.USUAL);
  }

  public Lease register(Duration duration) {
    return store().register(new ReplicaId(UUID.randomUUID()), duration);
  }

  public PostgresJournal journal(Lease lease) {
    return new PostgresJournal(
        database.journal(),
        new JournalWriter.Link(database::connectJournal, lease, new JournalCounts()));
  }

  public static ExecutionId newRun() {
    return new ExecutionId(UUID.randomUUID());
  }

  /** The first frame of a run, of one event. */
  public static Append born(ExecutionId run) {
    return born(run, RunStatus.RUNNING, Optional.empty());
  }

  public static Append born(ExecutionId run, RunStatus status, Optional<Instant> wakeAt) {
    RunRow row =
        new RunRow(
            true,
            new WorkflowId(UUID.randomUUID()),
            1,
            status,
            new RunRow.Times(BEGIN, Optional.empty(), wakeAt),
            new RunRow.Totals(0, Usage.NONE));
    return new Append(
        run, ORGANIZATION, 1, "[1767225600000,[\"started\",\"t\",{}]]", Optional.of(row));
  }

  /** A later frame, of one event. */
  public static Append frame(ExecutionId run, int seq) {
    return frame(run, seq, "[1767225600000,[\"node\",\"n" + seq + "\"]]");
  }

  public static Append frame(ExecutionId run, int seq, String body) {
    return new Append(run, ORGANIZATION, seq, body, Optional.empty());
  }

  @Override
  public void close() {
    database.close();
  }
}
