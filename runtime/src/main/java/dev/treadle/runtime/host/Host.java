package dev.treadle.runtime.host;

import java.time.Duration;

/**
 * What the shell has of its process. No thread is made, nothing waits for a time and nothing is
 * random in the shell but through here, so that a simulation can be the process and play the same
 * run again.
 */
public interface Host {
  /** The process that this is. */
  static Host process() {
    return ProcessHost.THE;
  }

  /** A virtual thread, not started. */
  Thread virtual(String name, Runnable task);

  /**
   * A thread of the operating system, not started, which nodes that are busy cannot keep from
   * running; it does not keep the process alive.
   */
  Thread daemon(String name, Runnable task);

  /** Monotonic time in nanoseconds; only differences mean something. */
  long nanoTime();

  /**
   * Waits until the thread is unparked or interrupted, for some nanoseconds at most. May return for
   * no reason: who calls looks again.
   */
  void park(long nanos);

  /**
   * Waits for the end of a thread.
   *
   * @return whether it has ended
   */
  boolean join(Thread thread, Duration atMost) throws InterruptedException;

  /** Has something short done after a while, on a thread that all timers share. */
  Timer after(Duration delay, Runnable task);

  /** From 0 (inclusive) to 1 (exclusive). */
  double random();

  /** Something that will be done. */
  @FunctionalInterface
  interface Timer {
    /** It will not be done, unless it has begun. */
    void cancel();
  }
}
