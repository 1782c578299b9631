package dev.treadle.postgres.embedded;

import java.time.Duration;

/** A point on the monotonic clock by which something must have happened. */
record Deadline(long nanoTime) {

  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  boolean passed() {
    return System.nanoTime() - nanoTime >= 0;
  }
}
