package dev.treadle.postgres.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.Secret;
import dev.treadle.postgres.access.Bootstrap;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.catalog.Workflows;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.values.WorkflowId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The walls between organizations as the catalogue of the database has them. */
class CatalogueTest {
  /**
   * What belongs to no organization alone. A new table is a tenant's, or is put here on purpose.
   */
  private static final Set<String> OF_NOBODY =
      Set.of("organization", "app_user", "replica", "execution_change", "flyway_schema_history");

  /** Found by the run; its organization is in its policy. */
  private static final String JOURNAL = "journal";

  /** Who calls is found out by the hash, before their organization is known. */
  private static final Set<String> KEYS_OF_ALL =
      Set.of("api_key_hash_key", "session_hash_key", "invitation_hash_key", "journal_pkey");

  private static final String TABLES =
      """
      select relname from pg_class
       where relnamespace = 'public'::regnamespace
         and relkind in ('r', 'p', 'f', 'm') and not relispartition
       order by relname
      """;

  private static final String WITH_ORGANIZATION =
      """
      select c.relname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
       where c.relnamespace = 'public'::regnamespace
         and c.relkind in ('r', 'p') and not c.relispartition and a.attnotnull
       order by c.relname
      """;

  private static final String FORCED =
      """
      select relname from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not relispartition and relrowsecurity and relforcerowsecurity
       order by relname
      """;

  /** Policies that open a tenant's table to the role that serves requests, without a condition. */
  private static final String OPEN_POLICIES =
      """
      select p.tablename || '.' || p.policyname from pg_policies p
       where p.schemaname = 'public' and p.roles && array[?, 'public']::name[]
         and (coalesce(p.qual, p.with_check) not like '%current_organization()%'
              or p.cmd in ('ALL', 'UPDATE')
                 and coalesce(p.with_check, '') not like '%current_organization()%')
      """;

  private static final String UNIQUE_KEYS =
      """
      select i.relname from pg_index x
        join pg_class i on i.oid = x.indexrelid
        join pg_class c on c.oid = x.indrelid
        join pg_attribute o on o.attrelid = c.oid and o.attname = 'organization_id'
       where c.relnamespace = 'public'::regnamespace and not c.relispartition
         and x.indisunique and x.indkey[0] <> o.attnum
       order by i.relname
      """;

  /** References between tenants' tables whose columns do not include the organization. */
  private static final String LOOSE_REFERENCES =
      """
      select k.conname from pg_constraint k
        join pg_attribute mine on mine.attrelid = k.conrelid and mine.attname = 'organization_id'
        join pg_attribute other on other.attrelid = k.confrelid and other.attname = 'organization_id'
       where k.contype = 'f' and not mine.attnum = any (k.conkey)
      """;

  @Test
  void everyTableIsATenantsOrIsOnTheList() throws SQLException {
    try (Scene scene = Scene.open();
        Connection owner = scene.owner()) {
      List<String> others = new ArrayList<>(names(owner, TABLES));
      others.removeAll(names(owner, WITH_ORGANIZATION));
      assertThat(others).containsExactlyInAnyOrderElementsOf(OF_NOBODY);
      assertThat(names(owner, WITH_ORGANIZATION)).contains(JOURNAL, "workflow", "execution");
    }
  }

  @Test
  void everyTenantsTableForcesPoliciesThatNameTheOrganization() throws SQLException {
    try (Scene scene = Scene.open();
        Connection owner = scene.owner()) {
      assertThat(names(owner, FORCED)).containsAll(names(owner, WITH_ORGANIZATION));
      Roles roles = roles(scene, owner);
      assertThat(names(owner, OPEN_POLICIES, roles.app().role())).isEmpty();
    }
  }

  @Test
  void keysAndReferencesBeginWithTheOrganization() throws SQLException {
    try (Scene scene = Scene.open();
        Connection owner = scene.owner()) {
      assertThat(names(owner, UNIQUE_KEYS)).containsExactlyInAnyOrderElementsOf(KEYS_OF_ALL);
      assertThat(names(owner, LOOSE_REFERENCES)).isEmpty();
    }
  }

  @Test
  void theApplicationSeesNothingUntilItSaysForWhom() throws SQLException {
    try (Scene scene = Scene.open();
        Connection owner = scene.owner();
        Connection app = connect(scene, roles(scene, owner).app())) {
      UUID organization = fill(scene.database());
      List<String> tables =
          names(
              app,
              """
              select relname from pg_class
               where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                 and has_any_column_privilege(oid, 'select')
              """);
      assertThat(tables).contains("workflow", "journal", "organization", "app_user");
      for (String table : tables) {
        assertThat(count(app, table)).as(table + " without an organization").isZero();
        speakFor(app, UUID.randomUUID());
        assertThat(count(app, table)).as(table + " for another one").isZero();
        speakFor(app, organization);
        if (table.equals("workflow")) {
          assertThat(count(app, table)).isEqualTo(1);
        }
        speakFor(app, "");
      }
    }
  }

  private static Roles roles(Scene scene, Connection owner) throws SQLException {
    return Roles.ensure(owner, new Secret(scene.where().password()));
  }

  private static Connection connect(Scene scene, Roles.Login login) throws SQLException {
    return DriverManager.getConnection(
        scene.where().jdbcUrl(), login.role(), login.password().reveal());
  }

  private static UUID fill(Database database) {
    Bootstrap.Result made =
        new Bootstrap(database.access())
            .run(
                "Demo",
                () -> new Bootstrap.Owner("a@example.com", "hash", new Secret("trd_key")),
                UUID::randomUUID);
    new Workflows(database.tenants())
        .create(
            made.caller().organization(),
            new WorkflowId(UUID.randomUUID()),
            new Content("A name", Optional.empty(), "[]", "[]", "{}", "1.0.0", List.of()),
            Optional.empty(),
            true,
            Actor.system(made.caller().user()));
    return made.caller().organization().value();
  }

  private static void speakFor(Connection app, Object organization) throws SQLException {
    try (Statement set = app.createStatement()) {
      set.execute("set app.organization_id = '" + organization + "'");
    }
  }

  private static int count(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from " + table)) {
      row.next();
      return row.getInt(1);
    }
  }

  private static List<String> names(Connection connection, String query, String... arguments)
      throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setString(i + 1, arguments[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }
}
