package dev.treadle.postgres.lease;

import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.runtime.drive.RunStore;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import dev.treadle.values.WorkflowId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** Leases and claims on PostgreSQL. */
public final class PostgresRunStore implements RunStore {
  /** Who has lost its lease claims nothing: its journal would refuse what it does. */
  private static final String HELD =
      " exists (select 1 from replica h where h.id = ? and not h.lost)";

  /** What has a slot keeps it, whoever has the run. */
  private static final String COLUMNS =
      """
       e.organization_id, e.id, e.workflow_id, e.workflow_version, e.status = 'RUNNING',
       exists (select 1 from running_slot s
                where s.organization_id = e.organization_id and s.execution_id = e.id)
      """;

  private static final String FUNCTION =
      "select organization, run, workflow, version, %s, has_slot from ";

  /**
   * Raising the epoch conflicts with the lock of every batch that is being committed, so that after
   * it no batch of the old owner can appear.
   */
  private static final String RAISE =
      """
      update replica set epoch = epoch + 1, lost = true
       where not lost and expires_at < now() and id <> ?
      """;

  private static final String TAKE =
      """
      with orphan as materialized (
        select e.organization_id, e.id from execution e
          join replica r on r.id = e.owner
         where r.lost and e.owner is not null and e.status in ('PENDING', 'RUNNING')
         order by e.organization_id, e.id limit ? for update of e skip locked)
      update execution e set owner = ?
        from orphan where e.organization_id = orphan.organization_id and e.id = orphan.id and
      """
          + HELD
          + " returning"
          + COLUMNS;

  private static final String OWNED =
      "select"
          + COLUMNS
          + " from execution e where e.owner = ? and e.owner is not null"
          + " and e.status in ('PENDING', 'RUNNING')";

  private static final String CALLED =
      """
      select c.organization_id, c.execution_id, e.owner is null
        from command c
        join execution e on e.organization_id = c.organization_id and e.id = c.execution_id
       where c.outcome is null
         and (e.owner = ? or (e.owner is null and e.status in ('PENDING', 'WAITING')))
       group by c.organization_id, c.execution_id, e.owner
       order by min(c.number) limit ?
      """;

  /** As if they had waited until now. */
  private static final String HAND_OVER =
      """
      update execution e set owner = null, status = 'WAITING', wake_at = now()
        from unnest(?::uuid[], ?::uuid[]) u (organization, id)
       where e.organization_id = u.organization and e.id = u.id
         and e.owner = ? and e.status in ('PENDING', 'RUNNING')
      """;

  private final Pool pool;
  private final LeaseRows leases;
  private final RunningSlots slots;
  private final String due;
  private final String queued;
  private final String called;

  /**
   * Claims on a database.
   *
   * @param concurrency how many runs go on at once
   */
  public PostgresRunStore(Pool pool, Concurrency concurrency) {
    this.pool = pool;
    this.leases = new LeaseRows(pool);
    this.slots = new RunningSlots(pool);
    String limits = concurrency.sqlLimits();
    this.due = FUNCTION.formatted("true") + "claim_due(?, ?, " + limits + ")";
    this.queued =
        FUNCTION.formatted("true")
            + ("claim_queued(?, ?, " + limits + ", " + concurrency.sqlWeights() + ")");
    this.called = FUNCTION.formatted("runs") + "claim_called(?, ?, ?, " + limits + ")";
  }

  @Override
  public List<ClaimedRun> claimReady(ReplicaId replica, int limit) {
    return claim(due, room(replica, limit), false);
  }

  @Override
  public Queued claimQueued(ReplicaId replica, int limit) {
    List<Optional<ClaimedRun>> rows =
        rows(
            queued,
            room(replica, limit),
            row -> row.getObject(2) == null ? Optional.empty() : Optional.of(read(row, false)));
    List<ClaimedRun> runs = rows.stream().flatMap(Optional::stream).toList();
    return new Queued(runs, runs.size() < rows.size());
  }

  @Override
  public Optional<ClaimedRun> claimWaiting(
      ReplicaId replica, OrganizationId organization, ExecutionId execution) {
    return claim(
            called,
            statement -> {
              statement.setObject(1, replica.value());
              statement.setObject(2, organization.value());
              statement.setObject(3, execution.value());
            },
            false)
        .stream()
        .findFirst();
  }

  private static Parameters room(ReplicaId replica, int limit) {
    return statement -> {
      statement.setObject(1, replica.value());
      statement.setInt(2, limit);
    };
  }

  @Override
  public void freeSlots(ReplicaId replica, Predicate<ExecutionId> driven) {
    slots.free(replica, driven);
  }

  @Override
  public List<Called> called(ReplicaId replica, int limit) {
    return rows(
        CALLED,
        statement -> {
          statement.setObject(1, replica.value());
          statement.setInt(2, limit);
        },
        row ->
            new Called(
                new OrganizationId(row.getObject(1, UUID.class)),
                new ExecutionId(row.getObject(2, UUID.class)),
                row.getBoolean(3)));
  }

  @Override
  public List<ClaimedRun> takeOver(ReplicaId replica, int limit) {
    update(RAISE, statement -> statement.setObject(1, replica.value()));
    return claim(
        TAKE,
        statement -> {
          statement.setInt(1, limit);
          statement.setObject(2, replica.value());
          statement.setObject(3, replica.value());
        },
        true);
  }

  @Override
  public List<ClaimedRun> owned(ReplicaId replica) {
    return claim(OWNED, statement -> statement.setObject(1, replica.value()), false);
  }

  @Override
  public Lease register(ReplicaId replica, Duration duration) {
    return leases.register(replica, duration);
  }

  @Override
  public Optional<Instant> renew(Lease lease, Duration duration) {
    return leases.renew(lease, duration);
  }

  @Override
  public void handOver(ReplicaId replica, List<ClaimedRun> runs) {
    Object[] organizations = runs.stream().map(run -> run.organization().value()).toArray();
    Object[] ids = runs.stream().map(run -> run.execution().value()).toArray();
    pool.with(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(HAND_OVER)) {
            statement.setArray(1, connection.createArrayOf("uuid", organizations));
            statement.setArray(2, connection.createArrayOf("uuid", ids));
            statement.setObject(3, replica.value());
            return statement.executeUpdate();
          }
        });
  }

  @Override
  public void release(Lease lease) {
    leases.release(lease);
  }

  /**
   * Ends all leases but one. Only for a database that cannot have another server: the embedded one,
   * which is locked to the process that started it.
   */
  public void releaseOthers(Lease lease) {
    leases.releaseOthers(lease);
  }

  /** The database's clock. */
  public Instant now() {
    return leases.now();
  }

  @FunctionalInterface
  private interface Parameters {
    void set(PreparedStatement statement) throws SQLException;
  }

  private int update(String sql, Parameters parameters) {
    return pool.with(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.set(statement);
            return statement.executeUpdate();
          }
        });
  }

  private List<ClaimedRun> claim(String sql, Parameters parameters, boolean interrupted) {
    return rows(sql, parameters, row -> read(row, interrupted));
  }

  private <T> List<T> rows(String sql, Parameters parameters, TenantQueries.Row<T> read) {
    return pool.with(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.set(statement);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
              while (row.next()) {
                rows.add(read.read(row));
              }
            }
            return rows;
          }
        });
  }

  private static ClaimedRun read(ResultSet row, boolean interrupted) throws SQLException {
    return new ClaimedRun(
        new ExecutionId(row.getObject(2, UUID.class)),
        new OrganizationId(row.getObject(1, UUID.class)),
        new WorkflowId(row.getObject(3, UUID.class)),
        row.getInt(4),
        interrupted,
        slot(row.getBoolean(5), row.getBoolean(6)));
  }

  private static Slot slot(boolean runs, boolean hasSlot) {
    if (!runs) {
      return Slot.LACKING;
    }
    return hasSlot ? Slot.HELD : Slot.NOT_NEEDED;
  }
}
