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
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * The journal on PostgreSQL. Appends queue, and one writer commits what has queued while it wrote
 * the batch before: the flush of one batch is the wait of the next, and there is no other wait.
 */
public final class PostgresJournal implements Journal, AutoCloseable {
  /** How much may be queued and in flight, in characters of bodies. */
  private static final int CAPACITY = 64 << 20;

  /** What an append counts beside its body. */
  private static final int OVERHEAD = 256;

  private static final String LOAD =
      "select seq, body from journal where execution_id = ? order by seq";

  private final Pool pool;
  private final LinkedBlockingQueue<Queued> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(CAPACITY);
  private final JournalWriter writer;

  /**
   * Begins to write.
   *
   * @param pool for reading, of the journal's role
   */
  public PostgresJournal(Pool pool, JournalWriter.Link link) {
    this.pool = pool;
    this.writer = new JournalWriter(queue, link);
    writer.start();
  }

  /** An append on its way, and who waits for it. */
  record Queued(Append append, CompletableFuture<Void> durable) {}

  @Override
  public CompletableFuture<Void> append(Append append) {
    int size = Math.min(CAPACITY, append.body().length() + OVERHEAD);
    room.acquireUninterruptibly(size);
    CompletableFuture<Void> durable = new CompletableFuture<>();
    queue.add(new Queued(append, durable));
    writer.failIfClosed();
    return durable.whenComplete((done, failure) -> room.release(size));
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
    return room.availablePermits() < CAPACITY / 4 || writer.isStuck();
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
