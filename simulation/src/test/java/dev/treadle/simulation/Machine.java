package dev.treadle.simulation;

import dev.treadle.runtime.host.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process, from its start to its end. When it is lost none of its threads does another step; when
 * it is paused they do theirs later.
 */
final class Machine implements Host {
  private static final Duration GLANCE = Duration.ofMillis(1);

  private final String name;
  private final VirtualClock clock;
  private final Invariants invariants;
  private final PlantedBug bug;
  private final List<Runnable> held = new ArrayList<>();
  private State state = State.UP;

  private enum State {
    UP,
    PAUSED,
    LOST
  }

  Machine(String name, VirtualClock clock, Invariants invariants, PlantedBug bug) {
    this.name = name;
    this.clock = clock;
    this.invariants = invariants;
    this.bug = bug;
  }

  String name() {
    return name;
  }

  boolean isUp() {
    return state == State.UP;
  }

  boolean isLost() {
    return state == State.LOST;
  }

  /** Something that a thread of this process is to do. */
  void submit(Runnable step) {
    switch (state) {
      case UP -> clock.ready(this, step);
      case PAUSED -> held.add(step);
      case LOST -> {}
    }
  }

  /** Ends the process, now; does not return to one of its threads. */
  void lose() {
    state = State.LOST;
    clock.withdraw(this);
    held.clear();
    while (Thread.currentThread().isVirtual()) {
      LockSupport.park();
    }
  }

  /** Stops the process for a while, with all that it has in hand. */
  void pause(Duration length) {
    state = State.PAUSED;
    held.addAll(clock.withdraw(this));
    clock.after(length, this::goOn);
    stepAside();
  }

  /** Lets anything else that is ready come first; the scheduler is ours, and may be relied on. */
  @SuppressWarnings("ThreadPriorityCheck")
  void stepAside() {
    Thread.yield();
  }

  private void goOn() {
    if (state == State.PAUSED) {
      clock.tell(name, "goes on");
      state = State.UP;
      held.forEach(step -> clock.ready(this, step));
      held.clear();
    }
  }

  @Override
  public Thread virtual(String thread, Runnable task) {
    return Fibers.on(this::submit)
        .name(name + " " + thread)
        .uncaughtExceptionHandler((died, why) -> invariants.broken(died.getName() + " died", why))
        .unstarted(task);
  }

  @Override
  public Thread daemon(String thread, Runnable task) {
    return virtual(thread, task);
  }

  @Override
  public long nanoTime() {
    return clock.nanos();
  }

  @Override
  public void park(long nanos) {
    Thread self = Thread.currentThread();
    VirtualClock.Alarm alarm =
        clock.after(Duration.ofNanos(nanos), this::submit, () -> LockSupport.unpark(self));
    LockSupport.park();
    alarm.cancel();
  }

  @Override
  public boolean join(Thread thread, Duration atMost) throws InterruptedException {
    long until = clock.nanos() + atMost.toNanos();
    while (thread.isAlive() && clock.nanos() < until) {
      rest(GLANCE);
    }
    return !thread.isAlive();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    if (bug == PlantedBug.DEADLINE_LOST) {
      return () -> {};
    }
    Duration until = bug == PlantedBug.DEADLINE_EARLY ? delay.dividedBy(2) : delay;
    return clock.after(until, this::submit, () -> virtual("timer", task).start())::cancel;
  }

  @Override
  public double random() {
    double random = clock.random().nextDouble();
    return bug == PlantedBug.PAUSE_CUT ? -random : random;
  }

  /** Waits, unless it is interrupted. */
  void rest(Duration length) throws InterruptedException {
    long until = clock.nanos() + length.toNanos();
    while (clock.nanos() < until) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      park(until - clock.nanos());
    }
  }

  /** Waits as one does for a database: whoever is interrupted learns of it later. */
  void waitFor(Duration length) {
    long until = clock.nanos() + length.toNanos();
    boolean interrupted = false;
    while (clock.nanos() < until) {
      interrupted |= Thread.interrupted();
      park(until - clock.nanos());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
