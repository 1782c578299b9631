package dev.treadle.server.backend;

import dev.treadle.node.Secret;
import dev.treadle.nodes.BuiltInNodes;
import dev.treadle.postgres.access.Bootstrap;
import dev.treadle.postgres.access.Identity;
import dev.treadle.postgres.audit.Audit;
import dev.treadle.postgres.catalog.Commands;
import dev.treadle.postgres.catalog.ExecutionCounts;
import dev.treadle.postgres.catalog.Executions;
import dev.treadle.postgres.catalog.ListExecutions;
import dev.treadle.postgres.catalog.ListWorkflows;
import dev.treadle.postgres.catalog.OrganizationTotals;
import dev.treadle.postgres.catalog.Templates;
import dev.treadle.postgres.catalog.WorkflowEdits;
import dev.treadle.postgres.catalog.Workflows;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.embedded.EmbeddedPostgres;
import dev.treadle.postgres.embedded.Settings;
import dev.treadle.postgres.journal.JournalCounts;
import dev.treadle.postgres.lease.PostgresRunStore;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Slots;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.Callees;
import dev.treadle.runtime.drive.DatabaseClock;
import dev.treadle.runtime.drive.Runs;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.WorkflowVersions;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.server.templates.Gallery;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Everything behind the API, from the database up, in the order in which it starts. */
public final class Backend implements AutoCloseable {
  private final @Nullable EmbeddedPostgres embedded;
  private final Database database;
  private final Identity identity;
  private final NodeCatalog catalog;
  private final Workflows workflows;
  private final Executions executions;
  private final Concurrency concurrency;
  private final Tail tail = new Tail();
  private final DatabaseClock clock;
  private final TimeOrderedIds ids;
  private final Bootstrap.Result first;
  private final JournalCounts counts = new JournalCounts();
  private final WorkflowVersions versions;
  private final Engine.Parts parts;
  private final ExecutionCounts executionCounts;
  private final AtomicReference<Engine> engine = new AtomicReference<>();
  private final Departure departure = new Departure();
  private volatile boolean closed;

  private Backend(
      BackendSettings settings,
      @Nullable EmbeddedPostgres embedded,
      DatabaseSettings where,
      FirstOwner owner) {
    this.embedded = embedded;
    this.database = Database.open(where);
    this.identity = Identity.on(database);
    this.catalog = new NodeCatalog(BuiltInNodes.all(settings.egress(), settings.models()));
    this.workflows = new Workflows(database.tenants());
    this.executions = new Executions(database.tenants());
    this.concurrency = settings.recovery().concurrency();
    PostgresRunStore store = new PostgresRunStore(database.journal(), concurrency);
    this.clock = new DatabaseClock(store.now(), Host.process());
    this.ids = new TimeOrderedIds(() -> clock.instant().toEpochMilli());
    this.first = new Bootstrap(database.access()).run("Demo", owner, ids::next);
    this.versions = new WorkflowVersions(workflows, catalog);
    this.parts =
        new Engine.Parts(
            database,
            versions,
            new PerformNode(catalog),
            tail,
            clock,
            new Engine.Running(settings.recovery(), callees(), counts));
    this.executionCounts = new ExecutionCounts(database.journal());
    begin();
  }

  /**
   * Opens the backend.
   *
   * @param owner asked when the first organization is made
   */
  public static Backend open(BackendSettings settings, FirstOwner owner) {
    if (settings.external().isPresent()) {
      return new Backend(settings, null, settings.external().get(), owner);
    }
    EmbeddedPostgres embedded =
        EmbeddedPostgres.start(settings.data(), Settings.standard().withoutShutdownHook());
    try {
      DatabaseSettings where =
          new DatabaseSettings(
              embedded.jdbcUrl(), embedded.ownerUser(), new Secret(embedded.ownerPassword()));
      return new Backend(settings, embedded, where, owner);
    } catch (RuntimeException e) {
      embedded.close();
      throw e;
    }
  }

  private Callees callees() {
    OwnWorkflows.Limits limits = new OwnWorkflows.Limits(slots(), this::claimSlot);
    return new OwnWorkflows(workflows, executions, versions, limits, commands(), ids::next);
  }

  private void begin() {
    ReplicaId replica = new ReplicaId(ids.next());
    engine.set(new Engine(parts, replica, embedded != null, this::beginAgain));
  }

  /** After a lost lease nothing of the old engine may go on; its runs are somebody else's. */
  private void beginAgain() {
    engine.get().abandon();
    if (!closed) {
      begin();
    }
    if (departure.hasBegun()) {
      engine.get().retire();
    }
  }

  public NodeCatalog catalog() {
    return catalog;
  }

  public Workflows workflows() {
    return workflows;
  }

  public WorkflowEdits edits() {
    return new WorkflowEdits(database.tenants());
  }

  public Gallery gallery() {
    return new Gallery(templates());
  }

  /** The organizations' own. */
  public Templates templates() {
    return new Templates(database.tenants());
  }

  public Audit audit() {
    return new Audit(database.tenants());
  }

  public Slots slots() {
    return new Slots(database.tenants());
  }

  public ListWorkflows listWorkflows() {
    return new ListWorkflows(database.tenants(), executionCounts);
  }

  public ListExecutions listExecutions() {
    return new ListExecutions(database.tenants());
  }

  public OrganizationTotals totals(OrganizationId organization) {
    return OrganizationTotals.read(database.tenants(), organization);
  }

  public Executions executions() {
    return executions;
  }

  public WorkflowVersions versions() {
    return versions;
  }

  public Identity identity() {
    return identity;
  }

  public Tail tail() {
    return tail;
  }

  public Runs runs() {
    return engine.get().runs();
  }

  /** How many runs of an organization go on at once; empty without a limit. */
  public Optional<Integer> concurrency(Tier tier) {
    return concurrency.most(tier);
  }

  /**
   * What a new run of an organization begins with.
   *
   * @param held whether nothing is done of it for now, so that it needs a slot when it is released
   */
  public Slot claimSlot(
      OrganizationId organization, ExecutionId execution, Tier tier, boolean held) {
    if (held) {
      return concurrency.most(tier).isPresent() ? Slot.LACKING : Slot.NOT_NEEDED;
    }
    return engine.get().claimSlot(organization, execution, concurrency.most(tier));
  }

  /** Commands for runs, whichever replica drives them. */
  public Commands commands() {
    return new Commands(database.tenants());
  }

  /** A command was left: if its run is this replica's, it need not wait for the next look. */
  public void wake() {
    engine.get().wake();
  }

  /** Whether new runs should be refused for now. */
  public boolean isOverloaded() {
    return engine.get().journal().isOverloaded();
  }

  /** Whether the journal has not been able to write for a while. */
  public boolean isStuck() {
    return engine.get().journal().isStuck();
  }

  /** What the journal has written since the process began. */
  public JournalCounts counts() {
    return counts;
  }

  /** Whether the database answers. */
  public boolean answers() {
    return database.answers();
  }

  /** The owner of the oldest organization, and whether it was made by this start. */
  public Bootstrap.Result first() {
    return first;
  }

  public UUID newId() {
    return ids.next();
  }

  public DatabaseClock clock() {
    return clock;
  }

  /** Where the embedded database listens; empty with an external one. */
  public Optional<Integer> embeddedPort() {
    return Optional.ofNullable(embedded).map(EmbeddedPostgres::port);
  }

  /** Says that callers should go elsewhere, and leaves new work to other replicas. */
  public void depart() {
    departure.begin();
    engine.get().retire();
  }

  /** Nobody may wait for the end of a run any longer. */
  public void lastCall() {
    departure.lastCall();
  }

  public Departure departure() {
    return departure;
  }

  @Override
  public void close() {
    closed = true;
    executionCounts.close();
    engine.get().stop();
    database.close();
    if (embedded != null) {
      embedded.close();
    }
  }
}
