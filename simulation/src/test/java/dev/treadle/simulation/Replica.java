package dev.treadle.simulation;

import dev.treadle.engine.run.Command;
import dev.treadle.runtime.drive.ClaimRuns;
import dev.treadle.runtime.drive.DatabaseClock;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.drive.Runs;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.Terms;
import dev.treadle.runtime.drive.WorkflowVersions;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.ReplicaId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;

/** One replica's life with one lease, put together as the server does it. */
final class Replica {
  static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Machine machine;
  private final FaultyStore store;
  private final PlantedBug bug;
  private final Lease lease;
  private final FaultyJournal journal;
  private final WorkflowVersions versions;
  private final Runs runs;
  private final ClaimRuns claims;

  /** What outlives a lease. */
  record Parts(World world, Machine machine, WorkflowVersions versions, PerformNode perform) {}

  /**
   * Begins with a lease of its own.
   *
   * @param onLost told when the lease was lost
   */
  Replica(Parts parts, int number, Runnable onLost) {
    World world = parts.world();
    this.machine = parts.machine();
    this.bug = world.bug();
    this.versions = parts.versions();
    this.store = new FaultyStore(machine, world.database(), world.faults());
    this.lease = store.register(new ReplicaId(new UUID(4, number)), LEASE);
    this.journal = new FaultyJournal(machine, world.database(), world.faults(), lease, bug);
    DatabaseClock clock = new DatabaseClock(world.clock().now(), machine);
    FaultyCallees callees = new FaultyCallees(world, machine, store, versions, lease.replica());
    Runs.Ports ports = new Runs.Ports(journal, new Tail(), store, callees);
    Terms terms = new Terms(planted(clock), machine, 10);
    this.runs = new Runs(ports, versions, parts.perform(), terms);
    ClaimRuns.Tenure tenure = new ClaimRuns.Tenure(lease, LEASE, journal::isFenced, onLost);
    this.claims = new ClaimRuns(store, runs, tenure, clock, machine);
    claims.start();
  }

  private InstantSource planted(DatabaseClock clock) {
    return bug == PlantedBug.EARLY_CLOCK ? () -> clock.instant().plusSeconds(1) : clock;
  }

  Machine machine() {
    return machine;
  }

  Lease lease() {
    return lease;
  }

  WorkflowVersions versions() {
    return versions;
  }

  Runs runs() {
    return runs;
  }

  /** What a new run starts with. */
  Slot claimSlot(ExecutionId execution) {
    return store.claimSlot(lease.replica(), execution);
  }

  /** Leaves a command for a run, whoever drives it. */
  void leave(ExecutionId execution, Command.Asked command) {
    store.leave(execution, command);
    claims.wake();
  }

  /** Lets attempts in flight end, and leaves what is left for others to go on with at once. */
  void stop() throws InterruptedException {
    claims.retire();
    runs.stop(PATIENCE);
    claims.close();
    journal.close();
    store.release(lease);
  }

  /** The lease is lost: nothing can be written any more, and nothing is to be waited for. */
  void abandon() {
    try {
      runs.stop(Duration.ZERO);
      journal.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
