package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.RunStore.Called;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Journal.FencedException;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.ReplicaId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What all replicas share, with the meaning that the statements of the adapters on PostgreSQL have:
 * leases, rows and frames. Every call is one transaction and happens at one moment.
 */
final class Database {
  private final VirtualClock clock;
  private final Invariants invariants;
  private final PlantedBug bug;
  private final Leases leases;
  private final RunningSlots slots;
  private final Map<ExecutionId, Row> rows = new LinkedHashMap<>();
  private final Frames frames;
  private final Letters letters;
  private final List<Commit> commits = new ArrayList<>();

  /** Something that became durable, and the rows as they were then. */
  record Commit(Append append, Map<ExecutionId, Row> rows) {}

  /**
   * Begins empty.
   *
   * @param happened told of every event that is durable
   */
  Database(
      VirtualClock clock,
      Invariants invariants,
      RunningSlots slots,
      PlantedBug bug,
      BiConsumer<ExecutionId, Event> happened) {
    this.frames = new Frames(invariants, bug, happened);
    this.clock = clock;
    this.invariants = invariants;
    this.slots = slots;
    this.bug = bug;
    this.leases = new Leases(clock, bug);
    this.letters = new Letters(invariants, bug);
  }

  Frames frames() {
    return frames;
  }

  Leases leases() {
    return leases;
  }

  List<ClaimedRun> claimReady(ReplicaId replica, int limit) {
    List<ClaimedRun> ready =
        claim(
            replica,
            limit,
            (id, row) -> row.isReady(clock.now()) && slots.claim(replica, id),
            false);
    if (slots.areLimited() && !leases.isLost(replica)) {
      rows.replaceAll((id, row) -> row.isReady(clock.now()) ? row.queued() : row);
    }
    return ready;
  }

  List<ClaimedRun> claimQueued(ReplicaId replica, int limit) {
    return claim(replica, limit, (id, row) -> row.isQueued() && slots.claim(replica, id), false);
  }

  boolean hasQueue() {
    return rows.values().stream().anyMatch(Row::isQueued);
  }

  Slot claimSlot(ReplicaId replica, ExecutionId execution) {
    return slots.start(replica, execution, !leases.isLost(replica) && !hasQueue());
  }

  void freeSlots(ReplicaId replica, Predicate<ExecutionId> driven) {
    slots.freeIf(
        this::runs, leases::isLost, (owner, run) -> owner.equals(replica) && !driven.test(run));
  }

  private boolean runs(ExecutionId execution) {
    Row row = rows.get(execution);
    return row != null && row.run().status() == RunStatus.RUNNING;
  }

  Optional<ClaimedRun> claimWaiting(ReplicaId replica, ExecutionId execution) {
    Row row = rows.get(execution);
    if (row == null || !row.rests() || leases.isLost(replica)) {
      return Optional.empty();
    }
    boolean goesOn =
        row.run().status() == RunStatus.WAITING
            ? slots.claim(replica, execution)
            : !slots.areLimited() && !row.isQueued();
    RunStatus status = goesOn ? RunStatus.RUNNING : RunStatus.PENDING;
    rows.put(execution, row.ownedBy(replica, status));
    countRunning();
    return Optional.of(claimed(execution, row, status, false));
  }

  Letters letters() {
    return letters;
  }

  List<Called> called(ReplicaId replica, int limit) {
    List<Called> called = new ArrayList<>();
    for (ExecutionId execution : letters.addressees()) {
      Row row = rows.get(execution);
      if (row != null && (row.rests() || row.owner().filter(replica::equals).isPresent())) {
        called.add(new Called(row.organization(), execution, row.rests()));
      }
    }
    return called.subList(0, Math.min(limit, called.size()));
  }

  List<ClaimedRun> takeOver(ReplicaId replica, int limit) {
    leases.endThoseOver(replica);
    List<ClaimedRun> taken = claim(replica, limit, (id, row) -> isOrphan(row), true);
    if (bug == PlantedBug.CRASH_CONCEALED) {
      return taken.stream().map(Database::calm).toList();
    }
    return bug == PlantedBug.TAKEOVER_LOSES_RUN && !taken.isEmpty()
        ? taken.subList(1, taken.size())
        : taken;
  }

  private static ClaimedRun calm(ClaimedRun run) {
    return new ClaimedRun(
        run.execution(), run.organization(), run.workflow(), run.version(), false, run.slot());
  }

  private boolean isOrphan(Row row) {
    return row.isDriven() && row.owner().filter(leases::isLost).isPresent();
  }

  private List<ClaimedRun> claim(
      ReplicaId replica, int limit, BiPredicate<ExecutionId, Row> which, boolean interrupted) {
    List<ClaimedRun> claimed = new ArrayList<>();
    if (leases.isLost(replica)) {
      return claimed;
    }
    for (Map.Entry<ExecutionId, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      if (claimed.size() < limit && which.test(entry.getKey(), row)) {
        RunStatus status = interrupted ? row.run().status() : RunStatus.RUNNING;
        claimed.add(claimed(entry.getKey(), row, status, interrupted));
        if (bug != PlantedBug.DOUBLE_CLAIM || interrupted) {
          entry.setValue(row.ownedBy(replica, status));
        }
      }
    }
    countRunning();
    return claimed;
  }

  private void countRunning() {
    long running = rows.keySet().stream().filter(this::runs).count();
    invariants.require(slots.allow(running), "no more runs go on than may", running);
  }

  private ClaimedRun claimed(ExecutionId id, Row row, RunStatus status, boolean interrupted) {
    Slot slot = status == RunStatus.PENDING ? Slot.LACKING : slots.of(id);
    return new ClaimedRun(
        id, row.organization(), row.run().workflow(), row.run().version(), interrupted, slot);
  }

  List<ClaimedRun> owned(ReplicaId replica) {
    List<ClaimedRun> owned = new ArrayList<>();
    if (bug != PlantedBug.CLAIM_FORGOTTEN) {
      rows.forEach(
          (execution, row) -> {
            if (row.isDriven() && row.owner().filter(replica::equals).isPresent()) {
              owned.add(claimed(execution, row, row.run().status(), false));
            }
          });
    }
    return owned;
  }

  void handOver(ReplicaId replica, ExecutionId execution) {
    Row row = rows.get(execution);
    if (row != null && row.isDriven() && row.owner().filter(replica::equals).isPresent()) {
      rows.put(execution, row.handedOver(clock.now()));
    }
  }

  /**
   * Commits a batch.
   *
   * @param again whether it may have been committed before
   * @throws FencedException when the lease is lost
   */
  void commit(Lease lease, List<Append> batch, boolean again) {
    if (!leases.isCurrent(lease) && bug != PlantedBug.NO_FENCE) {
      throw new FencedException();
    }
    invariants.require(!leases.isLost(lease.replica()), "no stale write", lease);
    for (Append append : batch) {
      if (!append.body().isEmpty() && !(again && frames.has(append))) {
        frames.write(append);
      }
      append.row().ifPresent(row -> write(lease, append, row, again));
      if (append.beside().queueing().freesSlot() && !runs(append.execution())) {
        slots.free(append.execution());
      }
      append.beside().settled().forEach(one -> letters.settle(append.execution(), one, again));
      if (bug != PlantedBug.CHILD_END_TOLD_EARLY && bug != PlantedBug.LETTERS_APART) {
        letters.send(append);
      }
      commits.add(new Commit(append, new LinkedHashMap<>(rows)));
    }
  }

  private void write(Lease lease, Append append, RunRow row, boolean again) {
    Row before = rows.get(append.execution());
    if (row.born()) {
      if (before != null && again) {
        return;
      }
      invariants.require(before == null, "a run is born once", append.execution());
    } else {
      boolean mine = before != null && before.owner().filter(lease.replica()::equals).isPresent();
      if (again && !mine) {
        return;
      }
      invariants.require(mine, "only the owner writes", append.execution());
    }
    invariants.row(append.execution(), row);
    RunRow kept = bug == PlantedBug.WAKE_TIME_LOST ? Row.withoutWake(row) : row;
    boolean driven = row.status() == RunStatus.RUNNING;
    Optional<ReplicaId> owner = driven ? Optional.of(lease.replica()) : Optional.empty();
    rows.put(append.execution(), new Row(append.organization(), kept, owner));
    countRunning();
  }

  boolean exists(ExecutionId execution) {
    return rows.containsKey(execution);
  }

  /** Whether the row of a run says that it has ended. */
  boolean hasEnded(ExecutionId execution) {
    return exists(execution)
        && Objects.requireNonNull(rows.get(execution)).run().status().hasEnded();
  }

  /** All that became durable, in this order. */
  List<Commit> commits() {
    return commits;
  }

  /** Begins when this had become durable, and every replica was lost. */
  void resume(List<Commit> past) {
    ReplicaId lost = new ReplicaId(new UUID(5, 1));
    leases.lost(lost);
    for (Commit commit : past) {
      if (!commit.append.body().isEmpty()) {
        frames.write(commit.append);
      }
      letters.send(commit.append);
    }
    past.getLast()
        .rows
        .forEach(
            (id, row) ->
                rows.put(id, row.isDriven() ? row.ownedBy(lost, row.run().status()) : row));
  }
}
