package dev.treadle.postgres.lease;

import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.values.ReplicaId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** A row for each replica; its moments are the database's. */
final class LeaseRows {
  private static final String REGISTER =
      """
      insert into replica (id, epoch, expires_at)
      values (?, 1, now() + ? * interval '1 millisecond')
      """;

  private static final String RENEW =
      """
      update replica set expires_at = now() + ? * interval '1 millisecond'
       where id = ? and epoch = ?
      returning clock_timestamp()
      """;

  private final Pool pool;

  LeaseRows(Pool pool) {
    this.pool = pool;
  }

  Lease register(ReplicaId replica, Duration duration) {
    pool.with(
        connection ->
            Sql.update(
                connection, REGISTER, to -> to.id(replica.value()).number(duration.toMillis())));
    return new Lease(replica, 1);
  }

  /** The database's moment; empty when the lease is lost. */
  Optional<Instant> renew(Lease lease, Duration duration) {
    return pool.with(
        connection ->
            Sql.queryOne(
                connection,
                RENEW,
                to ->
                    to.number(duration.toMillis())
                        .id(lease.replica().value())
                        .number(lease.epoch()),
                LeaseRows::moment));
  }

  void release(Lease lease) {
    pool.with(
        connection ->
            Sql.update(
                connection,
                "update replica set epoch = epoch + 1, lost = true where id = ? and epoch = ?",
                to -> to.id(lease.replica().value()).number(lease.epoch())));
  }

  void releaseOthers(Lease lease) {
    pool.with(
        connection ->
            Sql.update(
                connection,
                "update replica set epoch = epoch + 1, lost = true where not lost and id <> ?",
                to -> to.id(lease.replica().value())));
  }

  Instant now() {
    return pool.with(
        connection ->
            Sql.queryOne(connection, "select clock_timestamp()", to -> {}, LeaseRows::moment)
                .orElseThrow());
  }

  private static Instant moment(ResultSet row) throws SQLException {
    return row.getObject(1, OffsetDateTime.class).toInstant();
  }
}
