package dev.treadle.server.api;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What another thread or replica is about to do. */
final class Eventually {
  private static final Duration MOST = Duration.ofSeconds(20);

  private Eventually() {}

  /** The first value that is as it should be, looked for as long as it may take. */
  static <T> T get(Supplier<T> look, Predicate<T> isGood) {
    long until = System.nanoTime() + MOST.toNanos();
    while (true) {
      T seen = look.get();
      if (isGood.test(seen)) {
        return seen;
      }
      if (System.nanoTime() > until) {
        throw new AssertionError("it did not happen in time; now it is " + seen);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
