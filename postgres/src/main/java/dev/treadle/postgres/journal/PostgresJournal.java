package dev.treadle.postgres.journal;

import dev.treadle.postgres.database.GroupedRead;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.values.ExecutionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The journal on PostgreSQL. Appends queue, and one writer commits what has queued while it wrote
 * the batch before: the flush of one batch is the wait of the next, and there is no other wait.
 */
public final class PostgresJournal implements Journal, AutoCloseable {
  private static final String LOAD =
      """
      select execution_id, seq, body from journal
       where execution_id = any(?) order by execution_id, seq
      """;

  private final Pool pool;
  private final GroupedRead<UUID, List<Row>> rows = new GroupedRead<>(this::rows);
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
    return rows.get(execution.value()).stream()
        .map(row -> new Frame(row.seq, EventCodec.read(execution, row.body)))
        .toList();
  }

  /** A frame as it is stored; who asked for it parses it. */
  private record Row(int seq, String body) {}

  private Map<UUID, List<Row>> rows(List<UUID> executions) {
    Map<UUID, List<Row>> found = new HashMap<>();
    executions.forEach(execution -> found.put(execution, new ArrayList<>()));
    pool.with(
        connection ->
            Sql.query(
                connection,
                LOAD,
                to -> to.array("uuid", executions.toArray()),
                row ->
                    found
                        .getOrDefault(row.getObject(1, UUID.class), List.of())
                        .add(new Row(row.getInt(2), row.getString(3)))));
    return found;
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
