package dev.treadle.server.api;

import dev.treadle.node.Secret;
import dev.treadle.postgres.access.ApiKeys;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/** The owner of another organization on the same server, who may do everything there. */
final class Neighbour {
  private Neighbour() {}

  /** Makes the organization. Its owner's API key. */
  static String settle(Api api) {
    DatabaseSettings where =
        new DatabaseSettings(
            api.database().jdbcUrl(), api.database().user(), new Secret(api.database().password()));
    String key = ApiKeys.PREFIX + UUID.randomUUID();
    try (Database same = Database.open(where)) {
      return same.access()
          .with(
              connection -> {
                make(connection, key);
                return key;
              });
    }
  }

  private static void make(Connection connection, String key) throws SQLException {
    UUID organization = UUID.randomUUID();
    UUID user = UUID.randomUUID();
    insert(
        connection,
        "insert into organization (id, name, tier) values (?, 'Neighbours', 'ELITE')",
        organization);
    insert(
        connection,
        """
        insert into app_user (id, email, name, global_role)
        values (?, ?, 'Neighbour', 'SUPER_ADMIN')
        """,
        user,
        user + "@example.com");
    insert(
        connection,
        "insert into membership (organization_id, user_id, role) values (?, ?, 'OWNER')",
        organization,
        user);
    insert(
        connection,
        """
        insert into api_key (organization_id, id, user_id, name, prefix, hash)
        values (?, ?, ?, 'test', 'trd_', sha256(convert_to(?, 'UTF8')))
        """,
        organization,
        UUID.randomUUID(),
        user,
        key);
  }

  private static void insert(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        insert.setObject(i + 1, values[i]);
      }
      insert.executeUpdate();
    }
  }
}
