package dev.treadle.postgres.lease;

import dev.treadle.postgres.database.Pool;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** The slots of organizations that may have so many runs going on at once. */
public final class RunningSlots {
  private static final String CLAIM = "select claim_slot_to_start(?, ?, ?, ?)";

  private static final String FREE_LOST = "select free_lost_slots()";

  /** One that was just claimed is for a run that is not driven yet. */
  private static final String IDLE =
      """
      s.claimed_at < clock_timestamp() - interval '30 seconds' and s.replica_id = ?
         and not exists (select 1 from execution e
                          where e.organization_id = s.organization_id and e.id = s.execution_id
                            and e.status = 'RUNNING')
      """;

  private static final String FIND_IDLE =
      "select s.execution_id from running_slot s where s.execution_id is not null and " + IDLE;

  private static final String FREE_IDLE =
      "update running_slot s set execution_id = null, replica_id = null"
          + " where s.execution_id = any (?) and "
          + IDLE;

  private final Pool pool;

  /**
   * Slots in a database.
   *
   * @param pool of the journal's role
   */
  public RunningSlots(Pool pool) {
    this.pool = pool;
  }

  /**
   * Takes a slot for a run that is about to start.
   *
   * @param most how many runs of the organization go on at once
   * @return whether there was one, and no queue before it
   */
  public boolean claim(
      ReplicaId replica, OrganizationId organization, ExecutionId execution, int most) {
    return pool.with(
        connection -> {
          try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setObject(1, replica.value());
            claim.setObject(2, organization.value());
            claim.setObject(3, execution.value());
            claim.setInt(4, most);
            try (ResultSet row = claim.executeQuery()) {
              return row.next() && row.getBoolean(1);
            }
          }
        });
  }

  /** Gives back what was claimed for runs that did not come to be. */
  void free(ReplicaId replica, Predicate<ExecutionId> driven) {
    pool.with(
        connection -> {
          try (PreparedStatement lost = connection.prepareStatement(FREE_LOST);
              PreparedStatement find = connection.prepareStatement(FIND_IDLE);
              PreparedStatement free = connection.prepareStatement(FREE_IDLE)) {
            lost.execute();
            find.setObject(1, replica.value());
            UUID[] idle = idle(find, driven);
            free.setArray(1, connection.createArrayOf("uuid", idle));
            free.setObject(2, replica.value());
            return idle.length == 0 ? 0 : free.executeUpdate();
          }
        });
  }

  private static UUID[] idle(PreparedStatement find, Predicate<ExecutionId> driven)
      throws SQLException {
    List<UUID> idle = new ArrayList<>();
    try (ResultSet row = find.executeQuery()) {
      while (row.next()) {
        UUID execution = row.getObject(1, UUID.class);
        if (!driven.test(new ExecutionId(execution))) {
          idle.add(execution);
        }
      }
    }
    return idle.toArray(UUID[]::new);
  }
}
