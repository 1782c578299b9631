package dev.treadle.runtime.drive;

import dev.treadle.runtime.host.Host;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** This process, which counts its timers. */
final class CountedTimers implements Host {
  private final Host process = Host.process();
  private final AtomicInteger set = new AtomicInteger();

  /** How many timers were set and not cancelled. */
  int set() {
    return set.get();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    set.incrementAndGet();
    Timer timer = process.after(delay, task);
    return () -> {
      set.decrementAndGet();
      timer.cancel();
    };
  }

  @Override
  public Thread virtual(String name, Runnable task) {
    return process.virtual(name, task);
  }

  @Override
  public Thread daemon(String name, Runnable task) {
    return process.daemon(name, task);
  }

  @Override
  public long nanoTime() {
    return process.nanoTime();
  }

  @Override
  public void park(long nanos) {
    process.park(nanos);
  }

  @Override
  public boolean join(Thread thread, Duration atMost) throws InterruptedException {
    return process.join(thread, atMost);
  }

  @Override
  public double random() {
    return process.random();
  }
}
