package dev.treadle.postgres.journal;

import dev.treadle.postgres.database.Pool;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.values.ExecutionId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The journal on PostgreSQL. Appends queue, and one writer commits what has queued while it wrote
 * the batch before: the flush of one batch is the wait of the next, and there is no other wait.
 */
public final class PostgresJournal implements Journal, AutoCloseable {
  private static final String LOAD =
      "select seq, body from journal where execution_id = ? order by seq";

  private final Pool pool;
  private final Backlog backlog = new Backlog();
  private final JournalWriter writer;

  /**
   * Begins to write.
   *
   * @param pool for reading, of the journal's role
   */
  public PostgresJournal(Pool pool, JournalWriter.Link link) {
    this.pool = pool;
    this.writer = new JournalWriter(backlog, link);
    writer.start();
  }

  @Override
  public CompletableFuture<Void> append(Append append) {
    CompletableFuture<Void> durable = backlog.add(append);
    writer.failIfClosed();
    return durable;
  }

  @Override
  public List<Frame> load(ExecutionId execution) {
    return pool.with(
        connection -> {
          try (PreparedStatement load = connection.prepareStatement(LOAD)) {
            load.setObject(1, execution.value());
            List<Frame> frames = new ArrayList<>();
            try (ResultSet row = load.executeQuery()) {
              while (row.next()) {
                frames.add(new Frame(row.getInt(1), EventCodec.read(execution, row.getString(2))));
              }
            }
            return frames;
          }
        });
  }

  @Override
  public boolean isOverloaded() {
    return backlog.isCrowded() || writer.isStuck();
  }

  /** Whether nothing could be written for a while, because the database is away or refuses. */
  public boolean isStuck() {
    return writer.isStuck();
  }

  /** Whether the lease was found lost, so that nothing can be written any more. */
  public boolean isFenced() {
    return writer.isFenced();
  }

  /** Writes what is queued, then stops. */
  @Override
  public void close() {
    writer.close();
  }
}
