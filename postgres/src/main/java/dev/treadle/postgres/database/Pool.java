package dev.treadle.postgres.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Connections of one role. A fair semaphore stands before the pool: with more waiting virtual
 * threads than connections the pool itself is not fair, and some would wait for seconds.
 */
public final class Pool {
  /** With what the connections themselves may take, less than the 2 seconds a caller may wait. */
  private static final long PATIENCE_MILLIS = 1_000;

  private final DataSource connections;
  private final Semaphore turns;

  Pool(DataSource connections, int size) {
    this.connections = connections;
    this.turns = new Semaphore(size, true);
  }

  /** Work on a connection; it is returned afterwards. */
  @FunctionalInterface
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * Does work on a connection in autocommit mode.
   *
   * @throws DatabaseException when the database does not answer or refuses
   */
  public <T> T with(Work<T> work) {
    try {
      if (!turns.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new DatabaseException("all connections are busy", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted", null);
    }
    try (Connection connection = connections.getConnection()) {
      return work.on(connection);
    } catch (SQLException e) {
      throw DatabaseException.of(e);
    } finally {
      turns.release();
    }
  }

  /** Does work in one transaction, which ends with it: whatever it throws undoes it. */
  public <T> T inTransaction(Work<T> work) {
    return with(
        connection -> {
          connection.setAutoCommit(false);
          try {
            T result = work.on(connection);
            connection.commit();
            return result;
          } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
          } finally {
            connection.setAutoCommit(true);
          }
        });
  }
}
