package dev.treadle.runtime.drive;

import dev.treadle.runtime.host.Host;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * The database's clock, carried on by this machine's monotonic one: a jump of the wall clock here
 * moves no timer, and replicas agree on what time it is. Whole milliseconds, as the journal keeps
 * them.
 */
public final class DatabaseClock implements InstantSource {
  private final Host host;
  private volatile Mark mark;

  private record Mark(Instant database, long nanos) {}

  /** Begins with a moment that was just read from the database. */
  public DatabaseClock(Instant database, Host host) {
    this.host = host;
    this.mark = new Mark(database, host.nanoTime());
  }

  /** Corrects the clock by a moment that was just read from the database. */
  public void correct(Instant database) {
    mark = new Mark(database, host.nanoTime());
  }

  @Override
  public Instant instant() {
    Mark last = mark;
    return last.database.plusNanos(host.nanoTime() - last.nanos).truncatedTo(ChronoUnit.MILLIS);
  }
}
