package dev.treadle.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.treadle.bench.Workload.Appending;
import dev.treadle.postgres.database.Database;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.RunRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;

/**
 * The design that group commit is measured against: for every event a transaction of its own, which
 * inserts the event and updates the run's row, on a pool of 16 connections behind a fair semaphore.
 * The same tables, rows and role.
 */
final class NaiveWriter implements Appending, AutoCloseable {
  private static final int CONNECTIONS = 16;

  private static final String EVENT =
      """
      insert into journal (execution_id, seq, organization_id, body)
      values (?, ?, ?, ?)
      """;

  private static final String BORN =
      """
      insert into execution (organization_id, id, workflow_id, workflow_version, status, started_at,
          nodes_executed, tokens_used, cost)
      values (?, ?, ?, ?, 'RUNNING', now(), 0, 0, 0)
      """;

  private static final String STEP =
      """
      update execution set nodes_executed = nodes_executed + 1
       where organization_id = ? and id = ?
      """;

  private static final String ENDED =
      """
      update execution set status = 'COMPLETED', completed_at = ?
       where organization_id = ? and id = ?
      """;

  private final HikariDataSource pool;
  private final Semaphore turns = new Semaphore(CONNECTIONS, true);

  NaiveWriter(Database database) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(new JournalConnections(database));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setAutoCommit(false);
    this.pool = new HikariDataSource(config);
  }

  @Override
  public void append(Append append) {
    turns.acquireUninterruptibly();
    try (Connection connection = pool.getConnection()) {
      insert(connection, append);
      if (append.row().isEmpty()) {
        step(connection, append);
      } else if (append.row().get().born()) {
        born(connection, append, append.row().get());
      } else {
        ended(connection, append, append.row().get());
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } finally {
      turns.release();
    }
  }

  private static void insert(Connection connection, Append append) throws SQLException {
    try (PreparedStatement event = connection.prepareStatement(EVENT)) {
      event.setObject(1, append.execution().value());
      event.setInt(2, append.firstSeq());
      event.setObject(3, append.organization().value());
      event.setString(4, append.body());
      event.executeUpdate();
    }
  }

  private static void born(Connection connection, Append append, RunRow row) throws SQLException {
    try (PreparedStatement born = connection.prepareStatement(BORN)) {
      born.setObject(1, append.organization().value());
      born.setObject(2, append.execution().value());
      born.setObject(3, row.workflow().value());
      born.setInt(4, row.version());
      born.executeUpdate();
    }
  }

  private static void step(Connection connection, Append append) throws SQLException {
    try (PreparedStatement step = connection.prepareStatement(STEP)) {
      step.setObject(1, append.organization().value());
      step.setObject(2, append.execution().value());
      step.executeUpdate();
    }
  }

  private static void ended(Connection connection, Append append, RunRow row) throws SQLException {
    try (PreparedStatement ended = connection.prepareStatement(ENDED)) {
      ended.setObject(1, row.times().endedAt().orElseThrow().atOffset(ZoneOffset.UTC));
      ended.setObject(2, append.organization().value());
      ended.setObject(3, append.execution().value());
      ended.executeUpdate();
    }
  }

  @Override
  public void close() {
    pool.close();
  }
}
