package dev.treadle.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.engine.run.Command;
import dev.treadle.node.Secret;
import dev.treadle.postgres.access.Bootstrap;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.catalog.Commands;
import dev.treadle.postgres.catalog.Executions;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.catalog.Template;
import dev.treadle.postgres.catalog.Templates;
import dev.treadle.postgres.catalog.Workflows;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.lease.RunningSlots;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.postgres.testkit.TestPostgres;
import dev.treadle.postgres.tier.Slots;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.TemplateId;
import dev.treadle.values.WorkflowId;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  private static final Template.Content TEMPLATE =
      new Template.Content("A template", Optional.empty(), "general", List.of(), "[]", "[]", "{}");

  private static final Content CONTENT =
      new Content("A name", Optional.empty(), "[]", "[]", "{}", "1.0.0", List.of("tag"));

  private static Bootstrap.Result bootstrap(Database database) {
    return new Bootstrap(database.access())
        .run(
            "Demo",
            () -> new Bootstrap.Owner("a@example.com", "hash", new Secret("trd_key")),
            UUID::randomUUID);
  }

  @Test
  void severalReplicasMayOpenAnEmptyDatabaseAtOnce() throws Exception {
    TestPostgres.Database where = TestPostgres.database();
    List<Future<Bootstrap.Result>> starts = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 3; i++) {
        starts.add(
            threads.submit(
                () -> {
                  try (Database database = Database.open(Scene.settings(where))) {
                    return bootstrap(database);
                  }
                }));
      }
    }
    List<Bootstrap.Result> results = new ArrayList<>();
    for (Future<Bootstrap.Result> start : starts) {
      results.add(start.get());
    }
    assertThat(results).filteredOn(Bootstrap.Result::made).hasSize(1);
    assertThat(results).extracting(Bootstrap.Result::caller).containsOnly(results.get(0).caller());
  }

  @Test
  void aTableWithoutAWallKeepsTheDatabaseShut() throws Exception {
    try (Scene scene = Scene.open();
        Connection owner = scene.owner();
        Statement statement = owner.createStatement()) {
      statement.execute("create table gap (organization_id uuid, id uuid, primary key (id))");
      assertThatThrownBy(() -> Database.open(Scene.settings(scene.where())).close())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("table gap does not force row-level security")
          .hasMessageContaining("table gap has no policy")
          .hasMessageContaining("the key of table gap does not begin with the organization");
      statement.execute("drop table gap");
      Database.open(Scene.settings(scene.where())).close();
      statement.execute("alter table workflow no force row level security");
      assertThatThrownBy(() -> Database.open(Scene.settings(scene.where())).close())
          .hasMessageContaining("table workflow does not force row-level security");
    }
  }

  @Test
  void anOrganizationSeesNothingOfAnotherInAnyTable() throws Exception {
    try (Scene scene = Scene.open()) {
      Caller caller = bootstrap(scene.database()).caller();
      OrganizationId owner = caller.organization();
      Workflows workflows = new Workflows(scene.database().tenants());
      WorkflowId workflow = new WorkflowId(UUID.randomUUID());
      Actor actor = Actor.system(caller.user());
      workflows.create(owner, workflow, CONTENT, Optional.empty(), true, actor);
      for (int prepared = 0; prepared < 5; prepared++) {
        WorkflowId another = new WorkflowId(UUID.randomUUID());
        workflows.create(owner, another, CONTENT, Optional.empty(), true, actor);
      }
      Templates templates = new Templates(scene.database().tenants());
      TemplateId template = new TemplateId(UUID.randomUUID());
      templates.create(owner, template, TEMPLATE, caller.user());
      Executions executions = new Executions(scene.database().tenants());
      ExecutionId run = Scene.newRun();
      executions.useKey(owner, "key", "print", run);
      scene
          .database()
          .access()
          .with(c -> c.createStatement().execute("update organization set tier = 'GROWTH'"));
      new Slots(scene.database().tenants()).claimExecution(owner, run);
      Lease lease = scene.register(Duration.ofMinutes(5));
      RunningSlots slots = new RunningSlots(scene.database().journal());
      assertThat(slots.claim(lease.replica(), owner, run, 1)).isTrue();
      try (PostgresJournal journal = scene.journal(lease)) {
        Append born = Scene.born(run);
        journal.append(new Append(run, owner, 1, born.body(), born.row())).join();
      }
      assertThat(executions.find(owner, run)).isPresent();
      Commands commands = new Commands(scene.database().tenants());
      assertThat(commands.leave(owner, run, new Command.CancelRun("enough"))).isPresent();
      OrganizationId other = new OrganizationId(UUID.randomUUID());
      assertThat(workflows.find(other, workflow)).isEmpty();
      assertThat(workflows.latest(other, workflow)).isEmpty();
      assertThat(executions.find(other, run)).isEmpty();
      assertThat(executions.after(owner, run, 0, Executions.Portion.NOTHING)).isPresent();
      assertThat(executions.after(other, run, 0, Executions.Portion.NOTHING)).isEmpty();
      assertThat(templates.find(owner, template)).isPresent();
      assertThat(templates.find(other, template)).isEmpty();
      assertThat(templates.find(other, List.of(template))).isEmpty();
      assertThat(templates.delete(other, template)).isFalse();
      for (String table : tables(scene)) {
        assertThat(count(scene, owner, table)).as(table).isPositive();
        assertThat(count(scene, other, table)).as(table).isZero();
      }
      assertThatThrownBy(
              () -> workflows.create(other, workflow, CONTENT, Optional.empty(), true, actor))
          .isInstanceOf(DatabaseException.class);
    }
  }

  @Test
  void sessionsAndInvitationsAreNotForTheApplicationToRead() throws Exception {
    try (Scene scene = Scene.open()) {
      OrganizationId owner = bootstrap(scene.database()).caller().organization();
      for (String table : List.of("session", "invitation")) {
        assertThatThrownBy(() -> count(scene, owner, table))
            .as(table)
            .isInstanceOf(DatabaseException.class)
            .hasMessageContaining("permission denied");
      }
    }
  }

  @Test
  void aStatementThatIsPreparedOnTheServerTakesNullsOfAnyType() {
    try (Scene scene = Scene.open()) {
      OrganizationId organization = bootstrap(scene.database()).caller().organization();
      for (int i = 0; i < 5; i++) {
        assertThat(
                scene
                    .database()
                    .tenants()
                    .query(
                        organization,
                        "select ?::uuid, ?::timestamptz, ?::text from organization where id = ?",
                        to -> to.id(null).moment(null).text(null).id(organization.value()),
                        row -> true))
            .hasSize(1);
      }
    }
  }

  private static List<String> tables(Scene scene) throws Exception {
    List<String> tables = new ArrayList<>();
    try (Connection owner = scene.owner();
        Statement statement = owner.createStatement();
        var row =
            statement.executeQuery(
                "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
                    + " where a.attname = 'organization_id' and c.relkind in ('r', 'p')"
                    + " and not c.relispartition and c.relnamespace = 'public'::regnamespace"
                    + " and has_table_privilege(current_database() || '_app', c.oid, 'select')")) {
      while (row.next()) {
        tables.add(row.getString(1));
      }
    }
    assertThat(tables).contains("workflow", "workflow_version", "execution", "journal", "api_key");
    tables.addAll(List.of("organization", "app_user"));
    return tables;
  }

  /** Of a query that names no organization: the wall alone. */
  private static int count(Scene scene, OrganizationId organization, String table) {
    String column = table.equals("app_user") ? "count(id)" : "count(*)";
    return scene
        .database()
        .tenants()
        .queryOne(
            organization, "select " + column + " from " + table, to -> {}, row -> row.getInt(1))
        .orElseThrow();
  }
}
