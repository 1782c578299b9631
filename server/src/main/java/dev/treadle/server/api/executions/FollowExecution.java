package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Event;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.Portion;
import dev.treadle.postgres.catalog.Executions.Progress;
import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.server.api.executions.RunLog.Entry;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.stream.EventStreams.Stream;
import dev.treadle.server.stream.ServerSentEvents;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Json;
import dev.treadle.values.OrganizationId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows one reader the log of one run as it is committed, and then its end. Whatever is shown was
 * read from the journal, so many bytes at a time, so that a reader who is slow holds up nobody and
 * holds little; that something was committed is a hint from this process, and a poll finds what
 * other replicas did.
 */
final class FollowExecution {
  /** A reader who does not read holds no more, or one frame among those that may be large. */
  private static final Portion PORTION = new Portion(16, 262_144);

  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Backend backend;
  private final OrganizationId organization;
  private final ExecutionId id;
  private final RunLog log;
  private final long seen;
  private int last;

  /**
   * Begins.
   *
   * @param seen the number of the last entry that the reader has
   */
  FollowExecution(Backend backend, Caller caller, ExecutionId id, RunLog log, long seen) {
    this.backend = backend;
    this.organization = caller.organization();
    this.id = id;
    this.log = log;
    this.seen = seen;
  }

  /** Goes on until the run has ended, the reader has gone, or the stream is over. */
  void follow(Stream stream, ServerSentEvents reader) throws IOException {
    Duration pause = SHORTEST_PAUSE;
    long spoken = System.nanoTime();
    Tail.Subscription hints = backend.tail().watch(id, frame -> stream.nudge());
    try {
      while (!stream.isOver()) {
        switch (lookIfPossible(stream, reader)) {
          case OVER -> {
            return;
          }
          case NEW -> {
            spoken = System.nanoTime();
            pause = SHORTEST_PAUSE;
          }
          case NOTHING -> {
            if (System.nanoTime() - spoken >= HEARTBEAT.toNanos()) {
              reader.heartbeat();
              spoken = System.nanoTime();
            }
            pause = stream.await(pause) ? SHORTEST_PAUSE : longer(pause);
          }
        }
      }
    } finally {
      hints.close();
    }
  }

  private static Duration longer(Duration pause) {
    Duration longer = pause.multipliedBy(2);
    return longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
  }

  /** What a look at the journal found. */
  private enum Look {
    NEW,
    NOTHING,
    OVER
  }

  /** While the database is away there is nothing to see. */
  private Look lookIfPossible(Stream stream, ServerSentEvents reader) throws IOException {
    try {
      return look(stream, reader);
    } catch (DatabaseException e) {
      if (e.isPassing()) {
        return Look.NOTHING;
      }
      throw e;
    }
  }

  private Look look(Stream stream, ServerSentEvents reader) throws IOException {
    Optional<Progress> found = backend.executions().after(organization, id, last, PORTION);
    if (found.isEmpty()) {
      return Look.OVER;
    }
    if (found.get().large() > 0) {
      return lookAtLarge(found.get().large(), stream, reader);
    }
    show(found.get(), reader);
    if (isAllOfAnEndedRun(found.get())) {
      Optional<Map<String, @Nullable Object>> summary =
          ReadExecution.find(backend, organization, id, Set.of());
      reader.event("end", Json.write(summary.orElseThrow()));
      reader.flush();
      return Look.OVER;
    }
    reader.flush();
    return found.get().frames().isEmpty() ? Look.NOTHING : Look.NEW;
  }

  /** A frame that is larger than a portion is read when there is room among those that are. */
  private Look lookAtLarge(int bytes, Stream stream, ServerSentEvents reader) throws IOException {
    if (!stream.hold(bytes)) {
      return Look.NOTHING;
    }
    try {
      Portion one = new Portion(1, bytes);
      show(backend.executions().after(organization, id, last, one).orElseThrow(), reader);
      reader.flush();
      return Look.NEW;
    } finally {
      stream.letGo();
    }
  }

  /** Row and frames are of one moment: a run that had ended then has no more than was read. */
  private static boolean isAllOfAnEndedRun(Progress progress) {
    return progress.status().hasEnded() && progress.frames().isEmpty();
  }

  private void show(Progress progress, ServerSentEvents reader) throws IOException {
    for (Frame frame : progress.frames()) {
      for (Event event : frame.events()) {
        Entry entry = log.next(event);
        last = entry.seq();
        if (last > seen) {
          reader.event(last, "log", Json.write(entry.toJson()));
        }
      }
    }
  }
}
