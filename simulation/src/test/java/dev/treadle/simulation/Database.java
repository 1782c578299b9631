package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal.FencedException;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import dev.treadle.values.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * What all replicas share, with the meaning that the statements of the adapters on PostgreSQL have:
 * leases, rows and frames. Every call is one transaction and happens at one moment.
 */
final class Database {
  private final VirtualClock clock;
  private final Invariants invariants;
  private final PlantedBug bug;
  private final Map<ReplicaId, Tenancy> replicas = new LinkedHashMap<>();
  private final Map<ExecutionId, Row> rows = new LinkedHashMap<>();
  private final Map<ExecutionId, List<Append>> frames = new LinkedHashMap<>();

  private record Tenancy(int epoch, Instant expires, boolean lost) {}

  private record Row(OrganizationId organization, RunRow run, Optional<ReplicaId> owner) {
    Row ownedBy(ReplicaId replica, RunStatus status) {
      RunRow.Times times =
          new RunRow.Times(run.times().startedAt(), run.times().endedAt(), Optional.empty());
      return new Row(
          organization,
          new RunRow(false, run.workflow(), run.version(), status, times, run.totals()),
          Optional.of(replica));
    }
  }

  Database(VirtualClock clock, Invariants invariants, PlantedBug bug) {
    this.clock = clock;
    this.invariants = invariants;
    this.bug = bug;
  }

  Lease register(ReplicaId replica, Duration duration) {
    replicas.put(replica, new Tenancy(1, clock.now().plus(duration), false));
    return new Lease(replica, 1);
  }

  Optional<Instant> renew(Lease lease, Duration duration) {
    Tenancy tenancy = tenancy(lease.replica());
    if (tenancy.epoch != lease.epoch()) {
      return Optional.empty();
    }
    replicas.put(
        lease.replica(), new Tenancy(tenancy.epoch, clock.now().plus(duration), tenancy.lost));
    return Optional.of(clock.now());
  }

  void release(Lease lease) {
    if (holds(lease)) {
      raise(lease.replica());
    }
  }

  private void raise(ReplicaId replica) {
    Tenancy tenancy = tenancy(replica);
    int epoch = bug == PlantedBug.TAKEOVER_KEEPS_EPOCH ? tenancy.epoch : tenancy.epoch + 1;
    replicas.put(replica, new Tenancy(epoch, tenancy.expires, true));
  }

  private Tenancy tenancy(ReplicaId replica) {
    Tenancy tenancy = replicas.get(replica);
    if (tenancy == null) {
      throw new IllegalStateException("no replica " + replica);
    }
    return tenancy;
  }

  /** Whether a replica may write. */
  boolean holds(Lease lease) {
    Tenancy tenancy = tenancy(lease.replica());
    return tenancy.epoch == lease.epoch() && !tenancy.lost;
  }

  List<ClaimedRun> claimReady(ReplicaId replica, int limit) {
    return claim(replica, limit, (id, row) -> isReady(row), false);
  }

  private boolean isReady(Row row) {
    return row.run.status() == RunStatus.WAITING
        && row.run.times().wakeAt().filter(at -> !at.isAfter(clock.now())).isPresent();
  }

  Optional<ClaimedRun> claimWaiting(ReplicaId replica, ExecutionId execution) {
    return claim(
            replica,
            1,
            (id, row) -> id.equals(execution) && row.run.status() == RunStatus.WAITING,
            false)
        .stream()
        .findFirst();
  }

  List<ClaimedRun> takeOver(ReplicaId replica, int limit) {
    List.copyOf(replicas.keySet()).stream()
        .filter(other -> !other.equals(replica) && isOver(tenancy(other)))
        .forEach(this::raise);
    List<ClaimedRun> taken = claim(replica, limit, (id, row) -> isOrphan(row), true);
    return bug == PlantedBug.TAKEOVER_LOSES_RUN && !taken.isEmpty()
        ? taken.subList(1, taken.size())
        : taken;
  }

  private boolean isOver(Tenancy tenancy) {
    return !tenancy.lost && tenancy.expires.isBefore(clock.now());
  }

  private boolean isOrphan(Row row) {
    return isDriven(row) && row.owner.filter(owner -> tenancy(owner).lost).isPresent();
  }

  private static boolean isDriven(Row row) {
    return row.run.status() == RunStatus.PENDING || row.run.status() == RunStatus.RUNNING;
  }

  private List<ClaimedRun> claim(
      ReplicaId replica, int limit, BiPredicate<ExecutionId, Row> which, boolean interrupted) {
    List<ClaimedRun> claimed = new ArrayList<>();
    if (tenancy(replica).lost) {
      return claimed;
    }
    for (Map.Entry<ExecutionId, Row> entry : rows.entrySet()) {
      Row row = entry.getValue();
      if (claimed.size() < limit && which.test(entry.getKey(), row)) {
        claimed.add(claimed(entry.getKey(), row, interrupted));
        if (bug != PlantedBug.DOUBLE_CLAIM || interrupted) {
          RunStatus status = interrupted ? row.run.status() : RunStatus.RUNNING;
          entry.setValue(row.ownedBy(replica, status));
        }
      }
    }
    return claimed;
  }

  private static ClaimedRun claimed(ExecutionId execution, Row row, boolean interrupted) {
    return new ClaimedRun(
        execution, row.organization, row.run.workflow(), row.run.version(), interrupted);
  }

  List<ClaimedRun> owned(ReplicaId replica) {
    List<ClaimedRun> owned = new ArrayList<>();
    if (bug != PlantedBug.CLAIM_FORGOTTEN) {
      rows.forEach(
          (execution, row) -> {
            if (isDriven(row) && row.owner.filter(replica::equals).isPresent()) {
              owned.add(claimed(execution, row, false));
            }
          });
    }
    return owned;
  }

  List<Frame> load(ExecutionId execution) {
    List<Append> all = frames.getOrDefault(execution, List.of());
    int read = bug == PlantedBug.LOAD_DROPS_LAST_FRAME ? Math.max(1, all.size() - 1) : all.size();
    return all.stream()
        .limit(read)
        .map(append -> new Frame(append.firstSeq(), EventCodec.read(execution, append.body())))
        .toList();
  }

  /**
   * Commits a batch.
   *
   * @param again whether it may have been committed before
   * @throws FencedException when the lease is lost
   */
  void commit(Lease lease, List<Append> batch, boolean again) {
    if (tenancy(lease.replica()).epoch != lease.epoch() && bug != PlantedBug.NO_FENCE) {
      throw new FencedException();
    }
    invariants.require(!tenancy(lease.replica()).lost, "no stale write", lease);
    for (Append append : batch) {
      if (!append.body().isEmpty() && !(again && isThere(append))) {
        write(append);
      }
      append.row().ifPresent(row -> write(lease, append, row, again));
    }
  }

  private boolean isThere(Append append) {
    return bug != PlantedBug.RESEND_WRITES_TWICE
        && frames.getOrDefault(append.execution(), List.of()).stream()
            .anyMatch(there -> there.firstSeq() == append.firstSeq());
  }

  private void write(Append append) {
    List<Event> events = EventCodec.read(append.execution(), append.body());
    if (bug == PlantedBug.FRAME_TORN && events.size() > 1) {
      events = events.subList(0, events.size() - 1);
    }
    Append stored =
        new Append(
            append.execution(),
            append.organization(),
            append.firstSeq(),
            EventCodec.write(append.execution(), events),
            Optional.empty());
    frames.computeIfAbsent(append.execution(), id -> new ArrayList<>()).add(stored);
    invariants.committed(append.execution(), append.firstSeq(), events);
  }

  private void write(Lease lease, Append append, RunRow row, boolean again) {
    Row before = rows.get(append.execution());
    if (row.born()) {
      if (before != null && again) {
        return;
      }
      invariants.require(before == null, "a run is born once", append.execution());
    } else {
      boolean mine = before != null && before.owner.filter(lease.replica()::equals).isPresent();
      if (again && !mine) {
        return;
      }
      invariants.require(mine, "only the owner writes", append.execution());
    }
    invariants.row(append.execution(), row);
    RunRow kept = bug == PlantedBug.WAKE_TIME_LOST ? withoutWake(row) : row;
    boolean driven = row.status() == RunStatus.PENDING || row.status() == RunStatus.RUNNING;
    Optional<ReplicaId> owner = driven ? Optional.of(lease.replica()) : Optional.empty();
    rows.put(append.execution(), new Row(append.organization(), kept, owner));
  }

  private static RunRow withoutWake(RunRow row) {
    RunRow.Times times =
        new RunRow.Times(row.times().startedAt(), row.times().endedAt(), Optional.empty());
    return new RunRow(row.born(), row.workflow(), row.version(), row.status(), times, row.totals());
  }

  boolean exists(ExecutionId execution) {
    return rows.containsKey(execution);
  }

  /** Whether the row of a run says that it has ended. */
  boolean hasEnded(ExecutionId execution) {
    Row row = rows.get(execution);
    return row != null && row.run.status().hasEnded();
  }

  /** Begins with the first frames of a run, whose owner was lost when it had written them. */
  void resume(ClaimedRun run, List<Append> journal) {
    RunRow row =
        new RunRow(
            true,
            run.workflow(),
            run.version(),
            RunStatus.RUNNING,
            new RunRow.Times(clock.now(), Optional.empty(), Optional.empty()),
            new RunRow.Totals(0, Usage.NONE));
    ReplicaId lost = new ReplicaId(new UUID(5, 1));
    replicas.put(lost, new Tenancy(2, clock.now(), true));
    rows.put(run.execution(), new Row(run.organization(), row, Optional.of(lost)));
    journal.forEach(this::write);
  }

  /** The journal of a run, as it is kept. */
  List<Append> journal(ExecutionId execution) {
    return frames.getOrDefault(execution, List.of());
  }
}
