package dev.treadle.postgres.catalog;

import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.postgres.database.Pool;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds changes of the counts of runs into totals, again and again. Any number of replicas may do
 * so: who reads counts adds what is not folded yet, so that nothing depends on when it happens but
 * how much there is to add.
 */
public final class ExecutionCounts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutionCounts.class);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Pool pool;
  private final Thread thread = Thread.ofPlatform().name("counts").daemon().unstarted(this::loop);
  private volatile boolean closed;

  /**
   * Begins.
   *
   * @param pool of the journal's role
   */
  public ExecutionCounts(Pool pool) {
    this.pool = pool;
    thread.start();
  }

  private void loop() {
    while (!closed) {
      LockSupport.parkNanos(PAUSE.toNanos());
      try {
        fold();
      } catch (DatabaseException e) {
        LOG.warn("counts of runs were not folded state={}", e.sqlState());
      }
    }
  }

  /** Afterwards the totals have in them whatever was committed before the call. */
  public void fold() {
    pool.with(
        connection -> {
          try (Statement fold = connection.createStatement()) {
            return fold.execute("select fold_executions()");
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
