package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a killed server may have left: its database still shutting down, a database that never heard
 * of the death, or a postmaster.pid of no process.
 *
 * <p>We hold the lock of the data directory, so whatever still runs there has lost its server.
 */
final class PreviousRun {

  private static final Logger LOG = LoggerFactory.getLogger(PreviousRun.class);
  private static final Duration FAST = Duration.ofSeconds(10);
  private static final Duration IMMEDIATE = Duration.ofSeconds(10);
  private static final long POLL_NANOS = 10_000_000;

  private PreviousRun() {}

  /** Nothing runs in the database's folder afterwards, and no stale file can hinder a start. */
  static void end(DataDirectory data) throws IOException, InterruptedException {
    Optional<PostmasterPid> left = PostmasterPid.read(data.postmasterPid());
    if (left.isEmpty()) {
      return;
    }
    if (left.get().worksIn(data.database())) {
      LOG.info("waiting for the database of a killed server to stop");
      stop(data);
    }
    // PostgreSQL itself takes a living process under the old id for a postmaster, whatever it is.
    // Backends that outlived theirs are still found, by the shared memory of the folder.
    Files.deleteIfExists(data.postmasterPid());
  }

  private static void stop(DataDirectory data) throws IOException, InterruptedException {
    if (stopped(data, Signals.INT, FAST) || stopped(data, Signals.QUIT, IMMEDIATE)) {
      return;
    }
    throw new EmbeddedPostgresException(
        "A database of an earlier server is still running in "
            + data.database()
            + " and does not stop: end the process in the first line of "
            + data.postmasterPid()
            + ".");
  }

  private static boolean stopped(DataDirectory data, Signals signal, Duration patience)
      throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(patience);
    for (boolean sent = false; !deadline.passed(); ) {
      Optional<PostmasterPid> running =
          PostmasterPid.read(data.postmasterPid())
              .filter(postmaster -> postmaster.worksIn(data.database()));
      if (running.isEmpty()) {
        return true;
      }
      if (!sent) {
        signal.send(running.get().pid());
        sent = true;
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return false;
  }
}
