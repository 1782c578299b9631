package dev.treadle.bench;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.node.NodeType;
import dev.treadle.nodes.BuiltInNodes;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.http.Egress;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.journal.JournalCounts;
import dev.treadle.postgres.journal.JournalWriter;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.lease.PostgresInbox;
import dev.treadle.postgres.lease.PostgresRunStore;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.runtime.drive.Callees;
import dev.treadle.runtime.drive.ClaimRuns;
import dev.treadle.runtime.drive.DatabaseClock;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.drive.Runs;
import dev.treadle.runtime.drive.StartRequest;
import dev.treadle.runtime.drive.Terms;
import dev.treadle.runtime.drive.WorkflowVersions;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One replica as the server wires it, without HTTP: its lease, its journal, its runs, its claims.
 */
final class Replica implements AutoCloseable {
  static final OrganizationId ORGANIZATION = new OrganizationId(new UUID(7 << 12, 1));
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final int MOST_RESUMPTIONS = 100;

  private final PostgresRunStore store;
  private final DatabaseClock clock;
  private final Lease lease;
  private final PostgresJournal journal;
  private final WorkflowVersions versions;
  private final Runs runs;
  private final ClaimRuns claims;

  /**
   * Begins with a new lease.
   *
   * @param alone whether every other lease is over, as with the embedded database
   */
  Replica(Database database, OutsideNode outside, boolean alone) {
    this(database, outside, alone, Concurrency.USUAL);
  }

  /** The same where so many runs of an organization go on at once. */
  Replica(Database database, OutsideNode outside, boolean alone, Concurrency concurrency) {
    this.store = new PostgresRunStore(database.journal(), concurrency);
    this.clock = new DatabaseClock(store.now(), Host.process());
    this.lease = store.register(new ReplicaId(UUID.randomUUID()), LEASE);
    if (alone) {
      store.releaseOthers(lease);
    }
    this.journal =
        new PostgresJournal(
            database.journal(),
            new JournalWriter.Link(database::connectJournal, lease, new JournalCounts()));
    List<NodeType<?>> types =
        new ArrayList<>(BuiltInNodes.all(Egress.toPublicAddresses(), ChatModels.none()));
    types.add(outside);
    NodeCatalog catalog = new NodeCatalog(types);
    this.versions = new WorkflowVersions((organization, id, version) -> Chain.stored(id), catalog);
    this.runs =
        new Runs(
            new Runs.Ports(
                journal, new Tail(), new PostgresInbox(database.journal()), Callees.none()),
            versions,
            new PerformNode(catalog),
            new Terms(clock, Host.process(), MOST_RESUMPTIONS));
    ClaimRuns.Tenure tenure = new ClaimRuns.Tenure(lease, LEASE, journal::isFenced, () -> {});
    this.claims = new ClaimRuns(store, runs, tenure, clock, Host.process());
  }

  /** Looks for runs to take up from now on. */
  Replica claiming() {
    claims.start();
    return this;
  }

  UUID id() {
    return lease.replica().value();
  }

  /** Nobody waits for the end of a run any more. */
  void forget(ExecutionId run) {
    runs.forget(run);
  }

  /** By the database's clock. */
  Instant now() {
    return clock.instant();
  }

  PostgresJournal journal() {
    return journal;
  }

  /** Runs a workflow to its durable end. */
  void runToEnd(Chain chain) {
    ExecutionId id = new ExecutionId(Workload.timeOrdered());
    Runs.Started.Going going = start(ORGANIZATION, chain, id, Map.of("n", 0), Entry.usual(true));
    check(chain, going);
  }

  /** Waits for the durable end of a run. */
  static void check(Chain chain, Runs.Started.Going going) {
    RunSummary end = going.ended().join();
    if (end.status() != RunStatus.COMPLETED || end.nodesExecuted() != chain.size()) {
      throw new IllegalStateException("the run did not complete: " + end);
    }
  }

  /** A run that was begun; {@code accepted} completes when it is durable. */
  record Begun(ExecutionId id, CompletableFuture<RunSummary> accepted) {}

  /** Begins a run whose end nobody waits for. */
  Begun begin(Chain chain, Map<String, @Nullable Object> input) {
    ExecutionId id = new ExecutionId(Workload.timeOrdered());
    Runs.Started.Going going = start(ORGANIZATION, chain, id, input, Entry.usual(false));
    runs.forget(id);
    return new Begun(id, going.accepted());
  }

  /** Starts a run, let in as the entry says. */
  Runs.Started.Going start(
      OrganizationId organization,
      Chain chain,
      ExecutionId id,
      Map<String, @Nullable Object> input,
      Entry entry) {
    StartRequest request =
        new StartRequest(
            id,
            organization,
            versions.get(organization, chain.id(), 1),
            new Command.StartRun(Optional.empty(), input),
            entry);
    return switch (runs.start(request)) {
      case Runs.Started.Going going -> going;
      case Runs.Started.Refused refused ->
          throw new IllegalStateException(refused.rejection().message());
    };
  }

  @Override
  public void close() {
    claims.close();
    try {
      runs.stop(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    journal.close();
    store.release(lease);
  }
}
