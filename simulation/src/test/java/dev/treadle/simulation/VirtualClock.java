package dev.treadle.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * What happens next. Of all that could go on one thing is chosen by the seed, and goes on until it
 * waits or steps aside; time passes only when nothing can go on.
 */
final class VirtualClock {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final Random random;
  private final List<Step> ready = new ArrayList<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(
          Comparator.comparingLong((Alarm alarm) -> alarm.at)
              .thenComparingLong(alarm -> alarm.order));
  private final StringBuilder told = new StringBuilder();
  private final boolean telling;
  private long nanos;
  private long order;
  private long digest;

  private record Step(Object owner, Runnable step) {}

  /** Something that will happen at a time, unless it is cancelled. */
  static final class Alarm {
    private final long at;
    private final long order;
    private final Executor owner;
    private final Runnable step;
    private boolean cancelled;

    private Alarm(long at, long order, Executor owner, Runnable step) {
      this.at = at;
      this.order = order;
      this.owner = owner;
      this.step = step;
    }

    void cancel() {
      cancelled = true;
    }
  }

  VirtualClock(long seed, boolean telling) {
    this.random = new Random(seed);
    this.telling = telling;
  }

  Random random() {
    return random;
  }

  /** From nothing up to a duration, which is included. */
  Duration upTo(Duration most) {
    return Duration.ofNanos(random.nextLong(most.toNanos() + 1));
  }

  long nanos() {
    return nanos;
  }

  Instant now() {
    return START.plusNanos(nanos);
  }

  /** Time has passed before anything began. */
  void skip(Duration length) {
    nanos += length.toNanos();
  }

  void ready(Object owner, Runnable step) {
    ready.add(new Step(owner, step));
  }

  /** Has its owner do something after a while. */
  Alarm after(Duration delay, Executor owner, Runnable step) {
    Alarm alarm = new Alarm(nanos + Math.max(0, delay.toNanos()), order++, owner, step);
    alarms.add(alarm);
    return alarm;
  }

  /** Has the world do something after a while, which nothing can prevent. */
  void after(Duration delay, Runnable step) {
    after(delay, task -> ready(this, task), step);
  }

  /** Takes away what an owner could do next. */
  List<Runnable> withdraw(Object owner) {
    List<Runnable> withdrawn =
        ready.stream().filter(step -> step.owner.equals(owner)).map(Step::step).toList();
    ready.removeIf(step -> step.owner.equals(owner));
    return withdrawn;
  }

  /** Does one step; false when nothing will ever happen again. */
  boolean step() {
    while (ready.isEmpty()) {
      if (alarms.isEmpty()) {
        return false;
      }
      nanos = Math.max(nanos, alarms.peek().at);
      ring();
    }
    int chosen = random.nextInt(ready.size());
    Step step = ready.get(chosen);
    Step last = ready.removeLast();
    if (chosen < ready.size()) {
      ready.set(chosen, last);
    }
    step.step.run();
    return true;
  }

  /** All that is due together may happen in any order. */
  private void ring() {
    while (!alarms.isEmpty() && alarms.peek().at <= nanos) {
      Alarm alarm = alarms.remove();
      if (!alarm.cancelled) {
        alarm.owner.execute(alarm.step);
      }
    }
  }

  /** Tells what happens. */
  void tell(String who, String what) {
    digest = ((digest * 31 + who.hashCode()) * 31 + what.hashCode()) * 31 + nanos;
    if (telling) {
      told.append(String.format("%12.6f %-10s %s%n", nanos / 1e9, who, what));
    }
  }

  /** The same for the same play, and hardly for another. */
  long digest() {
    return digest;
  }

  String told() {
    return told.toString();
  }
}
