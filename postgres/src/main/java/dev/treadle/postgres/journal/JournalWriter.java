package dev.treadle.postgres.journal;

import dev.treadle.postgres.journal.Backlog.Queued;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Journal.FencedException;
import dev.treadle.runtime.journal.Journal.UnwritableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes a replica's journal. What the database refuses for its content is
 * halved down to the one append that it is about; what was perhaps committed is sent again; while
 * the database is away it waits, and everything queued with it.
 */
public final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  private static final String FENCED = "TR001";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration STUCK = Duration.ofSeconds(1);

  private final Backlog backlog;
  private final Link link;
  private final Thread thread = Thread.ofPlatform().name("journal").unstarted(this::loop);
  private volatile boolean closed;
  private volatile boolean fenced;
  private volatile long failingSince;
  private @Nullable Connection connection;

  /** How the writer connects, the lease that its batches are fenced by, and who counts them. */
  public record Link(Connector connector, Lease lease, JournalCounts counts) {
    /** Opens a connection of the journal's role, which the writer keeps. */
    @FunctionalInterface
    public interface Connector {
      Connection connect() throws SQLException;
    }
  }

  JournalWriter(Backlog backlog, Link link) {
    this.backlog = backlog;
    this.link = link;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    while (!closed || !backlog.isEmpty()) {
      List<Queued> batch = take();
      if (!batch.isEmpty()) {
        write(batch);
      }
    }
    disconnect();
  }

  private List<Queued> take() {
    try {
      return backlog.take();
    } catch (InterruptedException e) {
      closed = true;
      return List.of();
    }
  }

  /** Commits a batch, or each part of it that can be committed. */
  private void write(List<Queued> queued) {
    List<Append> appends = queued.stream().map(Queued::append).toList();
    Batch batch = new Batch(appends);
    Duration pause = FIRST_PAUSE;
    boolean again = false;
    while (!fenced) {
      try {
        batch.write(connected(), link.lease(), again);
        failingSince = 0;
        link.counts().committed(appends);
        backlog.complete(queued);
        return;
      } catch (SQLException e) {
        if (FENCED.equals(e.getSQLState())) {
          LOG.error("batch refused: the lease is lost replica={}", link.lease().replica());
          link.counts().refused();
          fenced = true;
        } else if (isAboutContent(e)) {
          halve(queued, e);
          return;
        } else if (closed) {
          break;
        } else {
          again = true;
          pause = waitAfter(e, pause);
        }
      }
    }
    backlog.fail(queued, new FencedException());
  }

  private void halve(List<Queued> queued, SQLException refusal) {
    if (queued.size() > 1) {
      write(queued.subList(0, queued.size() / 2));
      write(queued.subList(queued.size() / 2, queued.size()));
      return;
    }
    Queued culprit = queued.getFirst();
    LOG.error(
        "append refused execution={} seq={} state={}",
        culprit.append().execution(),
        culprit.append().firstSeq(),
        refusal.getSQLState());
    backlog.fail(
        queued, new UnwritableException("the journal refused it: " + refusal.getSQLState()));
  }

  /** Data exceptions, constraint violations, row-level security, and limits of the program. */
  private static boolean isAboutContent(SQLException e) {
    String state = e.getSQLState();
    return state != null
        && (state.startsWith("22")
            || state.startsWith("23")
            || state.startsWith("54")
            || state.equals("42501"));
  }

  private Duration waitAfter(SQLException e, Duration pause) {
    if (failingSince == 0) {
      failingSince = System.nanoTime() | 1;
      LOG.warn("the journal waits for the database state={}", e.getSQLState(), e);
    }
    disconnect();
    LockSupport.parkNanos(pause.toNanos());
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  private Connection connected() throws SQLException {
    Connection current = connection;
    if (current == null) {
      current = link.connector().connect();
      connection = current;
    }
    return current;
  }

  private void disconnect() {
    Connection current = connection;
    connection = null;
    if (current != null) {
      try {
        current.close();
      } catch (SQLException e) {
        LOG.debug("the connection was broken before it was closed", e);
      }
    }
  }

  /** Whether the database has refused to take anything for a while. */
  boolean isStuck() {
    long since = failingSince;
    return fenced || (since != 0 && System.nanoTime() - since > STUCK.toNanos());
  }

  boolean isFenced() {
    return fenced;
  }

  /** After the end of the writer nobody would answer. */
  void failIfClosed() {
    if (closed && !thread.isAlive()) {
      backlog.failAll(new FencedException());
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    failIfClosed();
  }
}
