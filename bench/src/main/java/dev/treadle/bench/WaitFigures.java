package dev.treadle.bench;

import dev.treadle.engine.run.Event;
import dev.treadle.runtime.journal.Frame;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What runs that wait cost in memory, and when those are started whose timers are due in the same
 * second, by their journals.
 */
final class WaitFigures {
  private static final int WAITING = 100_000;
  private static final int DUE = 10_000;
  private static final int ROUNDS = 3;

  /** How many runs are begun before the first of them is durable. */
  private static final int AHEAD = 512;

  private static final Duration LATER = Duration.ofDays(365);

  private WaitFigures() {}

  static void print() throws IOException, SQLException {
    try (Scratch scratch = Scratch.make();
        Postgres postgres = Postgres.at(scratch.folder())) {
      OutsideNode outside = new OutsideNode(true);
      try (Replica replica = new Replica(postgres.database(), outside, true).claiming()) {
        heap(postgres, replica);
        timers(postgres, replica, outside);
      }
    }
  }

  private static void heap(Postgres postgres, Replica replica) throws SQLException {
    // What is loaded, compiled and cached once is not a run's.
    begin(replica, 1_000, replica.now().plus(LATER), 0);
    awaitWaiting(postgres, 1_000);
    Table table = new Table("waiting runs", "heap MB", "more, MB", "B per run");
    double before = heapBytes();
    table.row(1_000, before / 1e6, "", "");
    for (int part = 1; part <= 4; part++) {
      begin(replica, WAITING / 4, replica.now().plus(LATER), 0);
      int runs = part * WAITING / 4;
      awaitWaiting(postgres, 1_000 + runs);
      double more = heapBytes() - before;
      table.row(1_000 + runs, (before + more) / 1e6, more / 1e6, more / runs);
    }
    table.print();
  }

  private static void awaitWaiting(Postgres postgres, int runs) throws SQLException {
    String waiting = "select count(*) from execution where status = 'WAITING'";
    long until = System.nanoTime() + 60_000_000_000L;
    while (postgres.number(waiting) < runs) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("the runs do not wait");
      }
      LockSupport.parkNanos(100_000_000);
    }
    // Drivers have gone a little later than their rows say so.
    LockSupport.parkNanos(1_000_000_000);
  }

  /** What is left of the heap when everything that can be collected is. */
  private static double heapBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      LockSupport.parkNanos(100_000_000);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * Begins runs that wait.
   *
   * @param spread in milliseconds, how far apart the first and the last timer are due
   */
  private static List<Timer> begin(Replica replica, int runs, Instant due, int spread) {
    List<Timer> timers = new ArrayList<>();
    ArrayDeque<Replica.Begun> open = new ArrayDeque<>();
    for (int i = 0; i < runs; i++) {
      Instant until = due.plusMillis((long) i * spread / runs);
      Replica.Begun begun = replica.begin(Chain.TIMER, Map.of("until", until.toString()));
      timers.add(new Timer(begun, until));
      open.add(begun);
      if (open.size() > AHEAD) {
        open.remove().accepted().join();
      }
    }
    open.forEach(begun -> begun.accepted().join());
    return timers;
  }

  private record Timer(Replica.Begun run, Instant due) {}

  private static void timers(Postgres postgres, Replica replica, OutsideNode outside)
      throws SQLException {
    Table table =
        new Table(
            DUE + " timers in a second, beside " + WAITING,
            "first after ms",
            "p50 s",
            "last s",
            "early",
            "twice",
            "not");
    List<Double> lasts = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      Instant second = replica.now().plusSeconds(20);
      List<Timer> timers = begin(replica, DUE, second, 1_000);
      if (!replica.now().isBefore(second)) {
        throw new IllegalStateException("the timers were due before all of them were set");
      }
      long completed = (long) round * DUE;
      long until = System.nanoTime() + 120_000_000_000L;
      while (postgres.number("select count(*) from execution where status = 'COMPLETED'")
              < completed
          && System.nanoTime() < until) {
        LockSupport.parkNanos(500_000_000);
      }
      Checked checked = check(replica, outside, timers);
      lasts.add(checked.after.quantile(1));
      table.row(
          "round " + round,
          checked.after.quantile(0) * 1_000,
          checked.after.quantile(0.5),
          lasts.getLast(),
          checked.early,
          checked.twice,
          checked.missing);
    }
    table.row("median", "", "", Sample.median(lasts), "", "", "");
    table.print();
  }

  /**
   * What the journals say.
   *
   * @param after in seconds, from each timer's own moment to its firing
   */
  private record Checked(Sample after, int early, int twice, int missing) {}

  private static Checked check(Replica replica, OutsideNode outside, List<Timer> timers) {
    Sample after = new Sample();
    int early = 0;
    int twice = 0;
    int missing = 0;
    for (Timer timer : timers) {
      List<Instant> fired = fired(replica, timer);
      if (fired.isEmpty()) {
        missing++;
        continue;
      }
      if (fired.size() > 1 || outside.begins(timer.run.id()) != 1) {
        twice++;
      }
      Duration late = Duration.between(timer.due, fired.getFirst());
      if (late.isNegative()) {
        early++;
      }
      after.add(late.toNanos() / 1e9);
    }
    return new Checked(after, early, twice, missing);
  }

  /** When the node that waits was completed. */
  private static List<Instant> fired(Replica replica, Timer timer) {
    List<Instant> fired = new ArrayList<>();
    for (Event event : Frame.events(replica.journal().load(timer.run.id()))) {
      if (event instanceof Event.NodeCompleted completed
          && completed.node().value().equals(Chain.FIRST)) {
        fired.add(completed.at());
      }
    }
    return fired;
  }
}
