package dev.treadle.server.backend;

import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.journal.JournalCounts;
import dev.treadle.postgres.journal.JournalWriter;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.lease.CommandCalls;
import dev.treadle.postgres.lease.PostgresInbox;
import dev.treadle.postgres.lease.PostgresRunStore;
import dev.treadle.postgres.lease.RunningSlots;
import dev.treadle.runtime.drive.Callees;
import dev.treadle.runtime.drive.ClaimRuns;
import dev.treadle.runtime.drive.ClaimRuns.Tenure;
import dev.treadle.runtime.drive.DatabaseClock;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.drive.Runs;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.Terms;
import dev.treadle.runtime.drive.WorkflowVersions;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.server.backend.BackendSettings.Recovery;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import java.time.Duration;
import java.util.Optional;

/**
 * One replica's life with one lease: its journal, its runs, its claims. When the lease is lost all
 * of it is over, and a new one begins.
 */
final class Engine {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PostgresRunStore store;
  private final RunningSlots slots;
  private final Lease lease;
  private final PostgresJournal journal;
  private final Runs runs;
  private final ClaimRuns claims;
  private final CommandCalls calls;

  /** What outlives a lease. */
  record Parts(
      Database database,
      WorkflowVersions versions,
      PerformNode perform,
      Tail tail,
      DatabaseClock clock,
      Running running) {}

  /** How a replica runs, what its runs may call, and who counts what it does. */
  record Running(Recovery recovery, Callees callees, JournalCounts counts) {}

  Engine(Parts parts, ReplicaId replica, boolean alone, Runnable onLost) {
    Recovery recovery = parts.running().recovery();
    this.store = new PostgresRunStore(parts.database().journal(), recovery.concurrency());
    this.slots = new RunningSlots(parts.database().journal());
    this.lease = store.register(replica, recovery.lease());
    if (alone) {
      store.releaseOthers(lease);
    }
    this.journal =
        new PostgresJournal(
            parts.database().journal(),
            new JournalWriter.Link(
                parts.database()::connectJournal, lease, parts.running().counts()));
    PostgresInbox inbox = new PostgresInbox(parts.database().journal());
    this.runs =
        new Runs(
            new Runs.Ports(journal, parts.tail(), inbox, parts.running().callees()),
            parts.versions(),
            parts.perform(),
            new Terms(parts.clock(), Host.process(), recovery.maxResumptions(), recovery.driven()));
    Tenure tenure = new Tenure(lease, recovery.lease(), journal::isFenced, onLost);
    this.claims = new ClaimRuns(store, runs, tenure, parts.clock(), Host.process());
    claims.start();
    this.calls = new CommandCalls(parts.database()::connectJournal, claims::wake);
  }

  PostgresJournal journal() {
    return journal;
  }

  Runs runs() {
    return runs;
  }

  /**
   * What a new run begins with.
   *
   * @param most how many of the organization's runs go on at once
   */
  Slot claimSlot(OrganizationId organization, ExecutionId execution, Optional<Integer> most) {
    if (runs.isCrowded(organization)) {
      return Slot.LACKING;
    }
    if (most.isEmpty()) {
      return Slot.NOT_NEEDED;
    }
    return slots.claim(lease.replica(), organization, execution, most.get())
        ? Slot.HELD
        : Slot.LACKING;
  }

  /** Looks for letters now. */
  void wake() {
    claims.wake();
  }

  /** Claims nothing any more, and goes on with what it has. */
  void retire() {
    claims.retire();
  }

  /**
   * Lets attempts in flight end. Every run is others' as soon as nothing of it is in flight, and
   * what is still in flight after a while is theirs to try again.
   */
  void stop() {
    retire();
    try {
      runs.stop(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    calls.close();
    claims.close();
    journal.close();
    store.release(lease);
  }

  /** The lease is lost: nothing can be written any more, and nothing is to be waited for. */
  void abandon() {
    calls.close();
    try {
      runs.stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    journal.close();
  }
}
