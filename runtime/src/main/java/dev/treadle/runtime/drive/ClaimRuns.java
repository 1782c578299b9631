package dev.treadle.runtime.drive;

import dev.treadle.runtime.drive.RunStore.Called;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.values.ExecutionId;
import java.time.Duration;
import java.time.Instant;
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
  private static final int MOST_DRIVEN = 10_000;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration IDLE_POLL = Duration.ofMillis(200);

  private final RunStore store;
  private final Runs runs;
  private final Tenure tenure;
  private final DatabaseClock clock;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private Optional<Set<ExecutionId>> forgotten = Optional.empty();
  private long renewed = System.nanoTime();
  private long searched = System.nanoTime() - Duration.ofHours(1).toNanos();

  /**
   * What a replica holds, and how it learns that it holds it no more.
   *
   * @param duration how long the lease lasts without a renewal
   * @param fenced whether the journal has found the lease lost before a renewal did
   * @param onLost told once when the lease was lost: this process must not go on as it is
   */
  public record Tenure(Lease lease, Duration duration, BooleanSupplier fenced, Runnable onLost) {}

  /** Begins with a lease that was just registered. */
  public ClaimRuns(RunStore store, Runs runs, Tenure tenure, DatabaseClock clock) {
    this.store = store;
    this.runs = runs;
    this.tenure = tenure;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("claims").daemon().unstarted(this::loop);
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
        LockSupport.parkNanos((deliver() + claim() > 0 ? POLL : IDLE_POLL).toNanos());
      } catch (RuntimeException e) {
        LOG.warn("claims pause: the database does not answer", e);
        forgotten = Optional.of(Set.of());
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      }
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
          LOG.info("took up a run whose claim was not answered execution={}", run.execution());
          runs.takeUp(run);
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
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
      }
    }
  }

  /** A third of the lease passes between renewals, so that two may fail. */
  private boolean renew() {
    if (System.nanoTime() - renewed < tenure.duration.dividedBy(3).toNanos()) {
      return true;
    }
    Optional<Instant> moment = store.renew(tenure.lease, tenure.duration);
    moment.ifPresent(clock::correct);
    renewed = System.nanoTime();
    return moment.isPresent();
  }

  /** Looks now, not only when it is time to. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  /** Has the owners of runs read what was left for them; who waits is claimed for it. */
  private int deliver() {
    List<Called> called = store.called(tenure.lease.replica(), MOST_CALLED);
    for (Called run : called) {
      if (run.waits()) {
        store
            .claimWaiting(tenure.lease.replica(), run.organization(), run.execution())
            .ifPresent(runs::takeUp);
      } else {
        runs.knock(run.execution());
      }
    }
    return called.size();
  }

  private int claim() {
    int room = Math.min(BATCH, MOST_DRIVEN - runs.size());
    if (room <= 0) {
      return 0;
    }
    forgotten.ifPresent(this::takeUpForgotten);
    List<ClaimedRun> ready = store.claimReady(tenure.lease.replica(), room);
    ready.forEach(runs::takeUp);
    return ready.size() + takeOver(room);
  }

  private int takeOver(int room) {
    if (System.nanoTime() - searched < Duration.ofSeconds(1).toNanos()) {
      return 0;
    }
    List<ClaimedRun> lost = store.takeOver(tenure.lease.replica(), room);
    if (lost.size() < room) {
      searched = System.nanoTime();
    }
    if (!lost.isEmpty()) {
      LOG.info("took over runs count={}", lost.size());
    }
    lost.forEach(runs::takeUp);
    return lost.size();
  }

  /** Stops claiming; the lease is left to whoever ends it. */
  @Override
  public void close() {
    closed.set(true);
    LockSupport.unpark(thread);
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
