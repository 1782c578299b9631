package dev.treadle.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * A closed loop of callers, each a thread of the operating system that calls again when it was
 * answered.
 */
record Callers(int count) {
  /** Calls until the time is over; how many calls were answered in which time. */
  Calls call(Duration duration, Runnable one) throws InterruptedException {
    LongAdder done = new LongAdder();
    List<Throwable> failures = new ArrayList<>();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Thread thread =
          Thread.ofPlatform()
              .uncaughtExceptionHandler(
                  (failed, why) -> {
                    synchronized (failures) {
                      failures.add(why);
                    }
                  })
              .start(
                  () -> {
                    while (System.nanoTime() < end) {
                      one.run();
                      done.increment();
                    }
                  });
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    synchronized (failures) {
      if (!failures.isEmpty()) {
        throw new IllegalStateException("a call failed", failures.getFirst());
      }
    }
    return new Calls(done.sum(), (System.nanoTime() - start) / 1e9);
  }

  /** What came of it. */
  record Calls(long done, double seconds) {
    double perSecond() {
      return done / seconds;
    }
  }
}
