package dev.treadle.bench;

import dev.treadle.node.Secret;
import dev.treadle.postgres.access.Bootstrap;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.embedded.EmbeddedPostgres;
import dev.treadle.postgres.embedded.Settings;
import dev.treadle.values.OrganizationId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A database with many workflows and runs: one organization with most of them, whose owner has the
 * key of the figures, and others beside it.
 */
final class ListRows {
  static final int WORKFLOWS = 2_000;
  static final int EXECUTIONS = 1_000_000;
  static final int OTHERS = 3;
  static final int EXECUTIONS_OF_OTHERS = 100_000;
  private static final int CHUNK = 100_000;

  private static final String ORGANIZATION =
      """
      with o as (insert into organization (id, name, tier) values (?, 'Other', 'ELITE')
                 returning id),
      u as (insert into app_user (id, email, name, global_role)
            values (?, gen_random_uuid() || '@example.com', 'Other', 'USER') returning id)
      insert into membership (organization_id, user_id, role)
      select o.id, u.id, 'OWNER' from o, u
      """;

  /** Five nodes and 2 kB each; every hundredth has a rare word. */
  private static final String WORKFLOW =
      """
      insert into workflow (organization_id, id, name, description, nodes, edges, variables,
          is_active, version_label, tags, latest_version, revision, created_by, created_at,
          updated_at)
      select ?::uuid, overlay(md5(?::text || i) placing '7' from 13 for 1)::uuid,
             (array['Lead', 'Invoice', 'Support', 'Onboarding', 'Report'])[1 + i % 5]
               || ' workflow ' || i,
             'Sends messages to a customer and scores ' || md5(i::text)
               || case when i % 100 = 0 then ' zebra' else '' end,
             '[' || repeat('{"id":"node","type":"output","position":{"x":240,"y":80},"data":'
               || '{"label":"Sends a message","config":{"expression":"{ ''score'': score + 1, '
               || '''name'': $uppercase(name) }"}}},', 9) || '{"id":"t","type":"trigger"}]',
             '[]', '{}', i % 4 <> 0, '1.0.0', array['tag' || i % 20], 1, 1,
             (select user_id from membership where organization_id = ?::uuid limit 1),
             timestamptz '2026-01-01Z' + i * interval '1 minute',
             timestamptz '2026-02-01Z' + (i * 7919 % 2000) * interval '1 minute'
        from generate_series(1, ?) i
      """;

  /** Few workflows have most runs; 2 % fail, one in 10,000 is cancelled. */
  private static final String EXECUTION =
      """
      insert into execution (organization_id, id, workflow_id, workflow_version, status, owner,
          started_at, completed_at, wake_at, nodes_executed, tokens_used, cost)
      select ?::uuid,
             (lpad(to_hex((extract(epoch from started) * 1000)::bigint), 12, '0') || '7000a'
               || lpad(to_hex(i), 7, '0') || substr(md5(?::text), 1, 8))::uuid,
             overlay(md5(?::text || 1 + floor(? * power((i::bigint * 7919 % 10007) / 10007.0, 2)))
               placing '7' from 13 for 1)::uuid,
             1,
             case when i % 10000 = 1 then 'CANCELLED' when i % 50 = 0 then 'FAILED'
                  else 'COMPLETED' end,
             null, started, started + interval '1 second', null, 5, i % 100, 0.0001
        from (select i, timestamptz '2026-01-01Z' + i * interval '20 seconds' as started
                from generate_series(?, ?) i) s
      """;

  private ListRows() {}

  /** Makes the database in an empty folder, and closes it. */
  static void make(Path data) throws SQLException {
    try (EmbeddedPostgres postgres =
            EmbeddedPostgres.start(data, Settings.standard().withoutShutdownHook());
        Database database =
            Database.open(
                new DatabaseSettings(
                    postgres.jdbcUrl(),
                    postgres.ownerUser(),
                    new Secret(postgres.ownerPassword())))) {
      fill(database, owner(database), EXECUTIONS);
      for (UUID other : others(database)) {
        fill(database, new OrganizationId(other), EXECUTIONS_OF_OTHERS);
      }
      try (Connection owner =
              DriverManager.getConnection(
                  postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword());
          Statement vacuum = owner.createStatement()) {
        for (String table : List.of("workflow", "execution", "execution_total", "app_user")) {
          vacuum.execute("vacuum analyze " + table);
        }
      }
    }
  }

  private static OrganizationId owner(Database database) {
    return new Bootstrap(database.access())
        .run(
            "Demo",
            () ->
                new Bootstrap.Owner(
                    "owner@example.com", "no password", new Secret(ServerProcess.KEY)),
            Workload::timeOrdered)
        .caller()
        .organization();
  }

  private static List<UUID> others(Database database) {
    List<UUID> others = new ArrayList<>();
    for (int i = 0; i < OTHERS; i++) {
      UUID other = UUID.randomUUID();
      others.add(other);
      database
          .access()
          .with(
              connection -> {
                try (PreparedStatement make = connection.prepareStatement(ORGANIZATION)) {
                  make.setObject(1, other);
                  make.setObject(2, UUID.randomUUID());
                  return make.executeUpdate();
                }
              });
    }
    return others;
  }

  private static void fill(Database database, OrganizationId organization, int executions)
      throws SQLException {
    String id = organization.toString();
    database
        .tenants()
        .query(
            organization,
            WORKFLOW + " returning 1",
            to -> to.text(id).text(id).text(id).number(WORKFLOWS),
            row -> true);
    try (Connection journal = database.connectJournal();
        PreparedStatement runs = journal.prepareStatement(EXECUTION);
        Statement fold = journal.createStatement()) {
      for (int from = 1; from <= executions; from += CHUNK) {
        runs.setString(1, id);
        runs.setString(2, id);
        runs.setString(3, id);
        runs.setInt(4, WORKFLOWS);
        runs.setInt(5, from);
        runs.setInt(6, from + CHUNK - 1);
        runs.executeUpdate();
      }
      fold.execute("select fold_executions()");
    }
  }
}
