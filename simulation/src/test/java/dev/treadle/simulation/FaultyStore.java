package dev.treadle.simulation;

import dev.treadle.engine.run.Command;
import dev.treadle.runtime.drive.Inbox;
import dev.treadle.runtime.drive.RunStore;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.simulation.Faults.DatabaseAway;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The store as one process reaches it: calls take time, fail, and answers get lost. */
record FaultyStore(Machine machine, Database database, Faults faults) implements RunStore, Inbox {
  private <T> T call(String what, Supplier<T> transaction) {
    faults.call(machine, what);
    T answer = transaction.get();
    if (faults.losesAnswer()) {
      throw new DatabaseAway("the answer to " + what);
    }
    return answer;
  }

  /** A process that asks in vain, again and again, is no place for a fault. */
  private List<ClaimedRun> claim(String what, Supplier<List<ClaimedRun>> transaction) {
    List<ClaimedRun> claimed = call("asks to " + what, transaction);
    if (!claimed.isEmpty()) {
      faults.pass(machine, what + " " + claimed);
    }
    return claimed;
  }

  @Override
  public List<ClaimedRun> claimReady(ReplicaId replica, int limit) {
    return claim("claim", () -> database.claimReady(replica, limit));
  }

  @Override
  public Queued claimQueued(ReplicaId replica, int limit) {
    List<ClaimedRun> claimed =
        claim("claim from the queue", () -> database.claimQueued(replica, limit));
    return new Queued(claimed, database.hasQueue());
  }

  @Override
  public void freeSlots(ReplicaId replica, Predicate<ExecutionId> driven) {
    call(
        "free slots",
        () -> {
          database.freeSlots(replica, driven);
          return replica;
        });
  }

  @Override
  public Optional<ClaimedRun> claimWaiting(
      ReplicaId replica, OrganizationId organization, ExecutionId execution) {
    return call("claim for a command", () -> database.claimWaiting(replica, execution));
  }

  @Override
  public List<Called> called(ReplicaId replica, int limit) {
    return call("look for letters", () -> database.called(replica, limit));
  }

  @Override
  public List<Letter> read(OrganizationId organization, ExecutionId execution) {
    try {
      return call("read letters", () -> database.letters().of(execution));
    } catch (DatabaseAway e) {
      return List.of();
    }
  }

  boolean exists(ExecutionId execution) {
    return call("look for " + execution, () -> database.exists(execution));
  }

  /** What a new run starts with. */
  Slot claimSlot(ReplicaId replica, ExecutionId execution) {
    return call("claim a slot", () -> database.claimSlot(replica, execution));
  }

  void leave(ExecutionId execution, Command.Asked command) {
    call(
        "leave a command",
        () -> {
          database.letters().leave(execution, command);
          return execution;
        });
  }

  @Override
  public List<ClaimedRun> takeOver(ReplicaId replica, int limit) {
    return claim("take over", () -> database.takeOver(replica, limit));
  }

  @Override
  public List<ClaimedRun> owned(ReplicaId replica) {
    return call("look at what it owns", () -> database.owned(replica));
  }

  @Override
  public Lease register(ReplicaId replica, Duration duration) {
    return call("register", () -> database.leases().register(replica, duration));
  }

  @Override
  public Optional<Instant> renew(Lease lease, Duration duration) {
    return call("renew", () -> database.leases().renew(lease, duration));
  }

  @Override
  public void handOver(ReplicaId replica, List<ClaimedRun> runs) {
    call(
        "hand over",
        () -> {
          runs.forEach(run -> database.handOver(replica, run.execution()));
          return runs;
        });
  }

  @Override
  public void release(Lease lease) {
    call(
        "release",
        () -> {
          database.leases().release(lease);
          return lease;
        });
  }
}
