package dev.treadle.runtime.drive;

import dev.treadle.runtime.drive.RunStore.Called;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.drive.RunStore.Queued;
import dev.treadle.runtime.host.Host;
import dev.treadle.values.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this replica's lease alive and takes up runs whose time has come, that nobody began, or
 * whose owner was lost. One thread; the database's clock decides what is due and what is over.
 */
public final class ClaimRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimRuns.class);

  private static final int BATCH = 100;
  private static final int MOST_CALLED = 1_000;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration IDLE_POLL = Duration.ofMillis(200);

  /** However often slots become free, the queue is not looked at more often. */
  private static final Duration BREATH = Duration.ofMillis(5);

  private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(10);

  /** Between looks for leases that have ended; it is what a takeover waits for at most. */
  private static final Duration BETWEEN_SEARCHES = Duration.ofMillis(250);

  private final RunStore store;
  private final Runs runs;
  private final Tenure tenure;
  private final DatabaseClock clock;
  private final Host host;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private final List<ClaimedRun> beingLeft = new ArrayList<>();
  private Optional<Set<ExecutionId>> forgotten = Optional.empty();
  private final HandOver handOver;
  private volatile boolean retiring;
  private long renewed;
  private long searched;
  private long swept;
  private volatile boolean hungry;
  private volatile boolean woken;

  /** Whether all that there was room for was claimed, so that there may be more. */
  private boolean more;

  /**
   * What a replica holds, and how it learns that it holds it no more.
   *
   * @param duration how long the lease lasts without a renewal
   * @param fenced whether the journal has found the lease lost before a renewal did
   * @param onLost told once when the lease was lost: this process must not go on as it is
   */
  public record Tenure(Lease lease, Duration duration, BooleanSupplier fenced, Runnable onLost) {}

  /** Begins with a lease that was just registered. */
  public ClaimRuns(RunStore store, Runs runs, Tenure tenure, DatabaseClock clock, Host host) {
    this.store = store;
    this.runs = runs;
    this.tenure = tenure;
    this.clock = clock;
    this.host = host;
    this.handOver = new HandOver(store, runs, tenure.lease.replica());
    this.renewed = host.nanoTime();
    this.searched = renewed - Duration.ofHours(1).toNanos();
    this.swept = renewed;
    this.thread = host.daemon("claims", this::loop);
    runs.whenSlotsMove(this::slotsMoved);
  }

  public void start() {
    thread.start();
  }

  private void loop() {
    while (!closed.get()) {
      try {
        if (tenure.fenced.getAsBoolean() || !renew()) {
          LOG.error("the lease was lost replica={}", tenure.lease.replica());
          beginAnew(tenure.onLost);
          return;
        }
        woken = false;
        boolean busy = work() > 0;
        breathe();
        if (!woken && !more) {
          host.park((busy ? POLL : IDLE_POLL).toNanos());
        }
      } catch (RuntimeException e) {
        LOG.warn("claims pause: the database does not answer", e);
        forgotten = Optional.of(Set.of());
        host.park(Duration.ofSeconds(1).toNanos());
      }
    }
    handOver.last();
  }

  private int work() {
    if (!retiring) {
      return deliver() + claim();
    }
    more = false;
    deliver();
    handOver.go();
    return 1;
  }

  private void breathe() {
    long until = host.nanoTime() + BREATH.toNanos();
    for (long left = BREATH.toNanos(); hungry && left > 0 && !closed.get(); ) {
      host.park(left);
      left = until - host.nanoTime();
    }
  }

  /**
   * After a failure: the database may have given runs to this replica and not have said so. A run
   * that nobody here drives is one of them, unless it ended while we looked, which it cannot have
   * done twice.
   */
  private void takeUpForgotten(Set<ExecutionId> seenBefore) {
    Set<ExecutionId> idle = new HashSet<>();
    for (ClaimedRun run : store.owned(tenure.lease.replica())) {
      if (!runs.drives(run.execution())) {
        idle.add(run.execution());
        if (seenBefore.contains(run.execution())) {
          beingLeft.removeIf(left -> left.execution().equals(run.execution()));
          LOG.info("took up a run whose claim was not answered execution={}", run.execution());
          runs.takeUp(run.asInterrupted());
        }
      }
    }
    idle.removeAll(seenBefore);
    forgotten = idle.isEmpty() ? Optional.empty() : Optional.of(idle);
  }

  /** Nothing may be claimed by a lease that is lost, so nothing else is done until this worked. */
  private void beginAnew(Runnable onLost) {
    while (!closed.get()) {
      try {
        onLost.run();
        return;
      } catch (RuntimeException e) {
        LOG.warn("no new lease yet: the database does not answer", e);
        host.park(Duration.ofSeconds(1).toNanos());
      }
    }
  }

  /** A third of the lease passes between renewals, so that two may fail. */
  private boolean renew() {
    if (host.nanoTime() - renewed < tenure.duration.dividedBy(3).toNanos()) {
      return true;
    }
    Optional<Instant> moment = store.renew(tenure.lease, tenure.duration);
    moment.ifPresent(clock::correct);
    renewed = host.nanoTime();
    return moment.isPresent();
  }

  /** Only while runs are queued it matters that a slot is free. */
  private void slotsMoved(Slot slot) {
    hungry = hungry || slot == Slot.LACKING;
    if (hungry) {
      wake();
    }
  }

  /** Looks now, not only when it is time to. */
  public void wake() {
    woken = true;
    LockSupport.unpark(thread);
  }

  /**
   * Has the owners of runs read what was left for them; who waits is claimed for it, when its last
   * driver here has gone.
   */
  private int deliver() {
    List<Called> called = store.called(tenure.lease.replica(), MOST_CALLED);
    for (Called run : called) {
      if (!run.waits()) {
        runs.knock(run.execution());
      } else if (!retiring && !runs.drives(run.execution())) {
        store
            .claimWaiting(tenure.lease.replica(), run.organization(), run.execution())
            .ifPresent(runs::takeUp);
      }
    }
    return called.size();
  }

  private int claim() {
    int room = Math.min(BATCH, runs.room());
    more = false;
    if (room <= 0) {
      return 0;
    }
    forgotten.ifPresent(this::takeUpForgotten);
    takeUpLeft();
    List<ClaimedRun> ready = store.claimReady(tenure.lease.replica(), room);
    ready.forEach(this::takeUp);
    int claimed = ready.size();
    if (claimed < room) {
      Queued queued = store.claimQueued(tenure.lease.replica(), room - claimed);
      hungry = queued.more() || !queued.runs().isEmpty();
      queued.runs().forEach(this::takeUp);
      claimed += queued.runs().size();
    }
    claimed += takeOver(room);
    more = claimed >= room;
    return claimed;
  }

  private void takeUp(ClaimedRun run) {
    if (runs.drives(run.execution())) {
      // Once, however often it was claimed: whoever is taken up twice would be driven twice.
      beingLeft.removeIf(left -> left.execution().equals(run.execution()));
      beingLeft.add(run);
    } else {
      runs.takeUp(run);
    }
  }

  /**
   * A run may be claimed here before its driver here knows that it rests, and that driver's last
   * append may be on its way once more, which makes the run rest again. So whose run it is is asked
   * when the driver has gone.
   */
  private void takeUpLeft() {
    List<ClaimedRun> left =
        beingLeft.stream().filter(run -> !runs.drives(run.execution())).toList();
    if (!left.isEmpty()) {
      Set<ExecutionId> owned = new HashSet<>();
      store.owned(tenure.lease.replica()).forEach(run -> owned.add(run.execution()));
      beingLeft.removeAll(left);
      left.stream().filter(run -> owned.contains(run.execution())).forEach(runs::takeUp);
    }
  }

  private int takeOver(int room) {
    if (host.nanoTime() - searched < BETWEEN_SEARCHES.toNanos()) {
      return 0;
    }
    List<ClaimedRun> lost = store.takeOver(tenure.lease.replica(), room);
    if (lost.size() < room) {
      searched = host.nanoTime();
    }
    if (host.nanoTime() - swept >= BETWEEN_SWEEPS.toNanos() || !lost.isEmpty()) {
      store.freeSlots(tenure.lease.replica(), runs::drives);
      swept = host.nanoTime();
    }
    if (!lost.isEmpty()) {
      LOG.info("took over runs count={}", lost.size());
    }
    lost.forEach(runs::takeUp);
    return lost.size();
  }

  /**
   * Claims nothing from now on, because the process is about to stop: keeps the lease, so that what
   * is in flight can end, delivers letters to what is driven here, and hands over what was left.
   */
  public void retire() {
    retiring = true;
    wake();
  }

  /** Stops claiming; the lease is left to whoever ends it. */
  @Override
  public void close() {
    closed.set(true);
    LockSupport.unpark(thread);
    try {
      host.join(thread, Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
