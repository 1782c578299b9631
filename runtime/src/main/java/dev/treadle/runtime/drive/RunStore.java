package dev.treadle.runtime.drive;

import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import dev.treadle.values.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which replica owns which runs. Every change here is durable when the call returns. */
public interface RunStore {
  /**
   * Takes waiting runs whose time has come, by the database's clock. Those whose organization has
   * no slot for them are queued.
   */
  List<ClaimedRun> claimReady(ReplicaId replica, int limit);

  /** Takes queued runs for which there are slots, fair to organizations. */
  Queued claimQueued(ReplicaId replica, int limit);

  /**
   * What the queue gave.
   *
   * @param more whether there are runs that found no slot
   */
  record Queued(List<ClaimedRun> runs, boolean more) {}

  /**
   * Gives back slots that were claimed for runs that did not come to be: of replicas that are lost,
   * and of this one.
   *
   * @param driven whether this replica drives a run
   */
  void freeSlots(ReplicaId replica, Predicate<ExecutionId> driven);

  /** Takes one run that waits, whatever it waits for; empty when it does not wait. */
  Optional<ClaimedRun> claimWaiting(
      ReplicaId replica, OrganizationId organization, ExecutionId execution);

  /**
   * Runs for which there are letters, and which are this replica's or wait and are nobody's; those
   * that have waited the longest first.
   */
  List<Called> called(ReplicaId replica, int limit);

  /**
   * A run for which there are letters.
   *
   * @param waits whether it must be claimed first
   */
  record Called(OrganizationId organization, ExecutionId execution, boolean waits) {}

  /** Takes runs of replicas whose lease is over. */
  List<ClaimedRun> takeOver(ReplicaId replica, int limit);

  /** The runs that are this replica's and neither wait nor have ended. */
  List<ClaimedRun> owned(ReplicaId replica);

  /** Begins a lease; the replica's runs are safe from others for {@code duration} at a time. */
  Lease register(ReplicaId replica, Duration duration);

  /**
   * Prolongs a lease.
   *
   * @return the moment, by the database's clock; empty when the lease was lost and the replica owns
   *     nothing any more
   */
  Optional<Instant> renew(Lease lease, Duration duration);

  /**
   * Gives runs away that this replica has left where their journals stand, with nothing in flight:
   * whoever claims next takes them up. Whatever of them is not this replica's is left alone.
   */
  void handOver(ReplicaId replica, List<ClaimedRun> runs);

  /** Ends a lease: what the replica still owns may be taken over at once. */
  void release(Lease lease);

  /** A replica's right to write, until it is raised past {@code epoch} by somebody else. */
  record Lease(ReplicaId replica, int epoch) {}

  /**
   * A run that is this replica's from now on.
   *
   * @param interrupted whether another owner was lost while it drove the run, or nobody knows: an
   *     attempt may have been in flight. Of a run that rested, or was handed over, none is
   */
  record ClaimedRun(
      ExecutionId execution,
      OrganizationId organization,
      WorkflowId workflow,
      int version,
      boolean interrupted,
      Slot slot) {
    /** The same, of which it is not known how it came to be this replica's. */
    ClaimedRun asInterrupted() {
      return new ClaimedRun(execution, organization, workflow, version, true, slot);
    }
  }
}
