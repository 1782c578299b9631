package dev.treadle.runtime.host;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** This process. */
final class ProcessHost implements Host {
  static final ProcessHost THE = new ProcessHost();

  /** Forgets at once what is cancelled: most deadlines are, long before they are due. */
  final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("timers").factory());

  ProcessHost() {
    timers.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Thread virtual(String name, Runnable task) {
    return Thread.ofVirtual().name(name).unstarted(task);
  }

  @Override
  public Thread daemon(String name, Runnable task) {
    return Thread.ofPlatform().name(name).daemon().unstarted(task);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void park(long nanos) {
    LockSupport.parkNanos(nanos);
  }

  @Override
  public boolean join(Thread thread, Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    Future<?> timer = timers.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public double random() {
    return ThreadLocalRandom.current().nextDouble();
  }
}
