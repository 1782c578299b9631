package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.runtime.host.Host;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commands for one run on their way to its driver. Closes only when it is empty, so that no command
 * is taken and then forgotten.
 */
final class Mailbox {
  private final Host host;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Command> commands = new ArrayDeque<>();
  private boolean closed;
  private boolean nudged;
  private boolean knocked;

  /** Who sleeps, and has not been woken. */
  private @Nullable Thread reader;

  Mailbox(Host host) {
    this.host = host;
  }

  /** Leaves a command; false when the driver has gone and will not read it. */
  boolean offer(Command command) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      commands.add(command);
      wake();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The next command, if one is there. */
  @Nullable Command poll() {
    lock.lock();
    try {
      return commands.poll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next command; null when none came within the time, or somebody knocked or nudged. For the
   * driver alone.
   */
  @Nullable Command await(Duration atMost) throws InterruptedException {
    long until = host.nanoTime() + TimeUnit.NANOSECONDS.convert(atMost);
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the driver is given up");
      }
      long left = until - host.nanoTime();
      lock.lock();
      try {
        if (!commands.isEmpty()) {
          return commands.poll();
        }
        if (left <= 0 || nudged || knocked) {
          nudged = false;
          return null;
        }
        reader = Thread.currentThread();
      } finally {
        lock.unlock();
      }
      host.park(left);
    }
  }

  /** Says that there are letters for the run; false when the driver has gone. */
  boolean knock() {
    lock.lock();
    try {
      knocked = !closed;
      wake();
      return knocked;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody knocked since this was asked last. */
  boolean takeKnock() {
    lock.lock();
    try {
      boolean knock = knocked;
      knocked = false;
      return knock;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the driver without a command. */
  void nudge() {
    lock.lock();
    try {
      nudged = true;
      wake();
    } finally {
      lock.unlock();
    }
  }

  /** Whoever sleeps looks again. */
  private void wake() {
    LockSupport.unpark(reader);
    reader = null;
  }

  /** Takes nothing more, unless something is there. */
  boolean closeIfEmpty() {
    lock.lock();
    try {
      closed = closed || (commands.isEmpty() && !knocked);
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, whatever is there. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
