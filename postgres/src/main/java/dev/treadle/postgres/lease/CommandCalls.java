package dev.treadle.postgres.lease;

import dev.treadle.postgres.journal.JournalWriter.Link.Connector;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears when a command is left by any replica, so that it need not wait for the next look; and
 * forgets commands that are done with. Nothing depends on it: while it has no connection, commands
 * are found by looking.
 */
public final class CommandCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CommandCalls.class);

  private static final int HEARING_MILLIS = 500;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(10);

  /** A command of a run that ended before it, or never came to be, is never decided. */
  private static final String SWEEP =
      """
      delete from command c
       where c.created_at < now() - interval '1 hour'
         and (c.outcome is not null
              or not exists (
                   select 1 from execution e
                    where e.organization_id = c.organization_id and e.id = c.execution_id
                      and e.status in ('PENDING', 'RUNNING', 'WAITING')))
      """;

  private final Connector connector;
  private final Runnable heard;
  private volatile boolean closed;

  /**
   * Begins to listen.
   *
   * @param connector opens a connection of the journal's role, which is kept
   * @param heard told of every call; must return at once
   */
  public CommandCalls(Connector connector, Runnable heard) {
    this.connector = connector;
    this.heard = heard;
    Thread.ofPlatform().name("calls").daemon().start(this::loop);
  }

  private void loop() {
    while (!closed) {
      try (Connection connection = connector.connect()) {
        listen(connection);
      } catch (SQLException e) {
        LOG.debug("calls are not heard now", e);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    PGConnection calls = connection.unwrap(PGConnection.class);
    try (Statement statement = connection.createStatement()) {
      statement.execute("listen treadle_command");
      long swept = System.nanoTime() - BETWEEN_SWEEPS.toNanos();
      heard.run();
      while (!closed) {
        if (System.nanoTime() - swept >= BETWEEN_SWEEPS.toNanos()) {
          statement.executeUpdate(SWEEP);
          swept = System.nanoTime();
        }
        if (calls.getNotifications(HEARING_MILLIS).length > 0) {
          heard.run();
        }
      }
    }
  }

  /** Stops soon. */
  @Override
  public void close() {
    closed = true;
  }
}
