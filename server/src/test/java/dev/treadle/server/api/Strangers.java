package dev.treadle.server.api;

import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Binding;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.database.Pool;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.util.UUID;

/** Makes people with other roles than the owner's, and with keys of their own. */
final class Strangers {
  private static final String MAKE =
      """
      with o as (
        insert into organization (id, name, tier) values (?, 'Others', 'ELITE') returning id),
      u as (
        insert into app_user (id, email, name, global_role) values (?, ?, 'Somebody', ?)
        returning id),
      m as (
        insert into membership (organization_id, user_id, role) select %s.id, u.id, ? from %s, u
        returning organization_id, user_id)
      insert into api_key (organization_id, id, user_id, name, prefix, hash)
      select m.organization_id, gen_random_uuid(), m.user_id, 'key', 'trd_', ? from m
      """;

  private Strangers() {}

  /** The header of somebody in the owner's organization. */
  static String[] member(Api api, String globalRole, String organizationRole) {
    String own = "(select id from organization where name = 'Demo')";
    return make(api, MAKE.formatted("d", own + " d"), globalRole, organizationRole);
  }

  /** The header of the owner of another organization. */
  static String[] stranger(Api api) {
    return make(api, MAKE.formatted("o", "o"), "SUPER_ADMIN", "OWNER");
  }

  private static String[] make(Api api, String sql, String globalRole, String organizationRole) {
    UUID id = UUID.randomUUID();
    String key = "trd_" + id;
    run(
        api,
        sql,
        to ->
            to.id(UUID.randomUUID())
                .id(id)
                .text(id + "@example.com")
                .text(globalRole)
                .text(organizationRole)
                .bytes(hash(key)));
    return new String[] {"Authorization", "Bearer " + key};
  }

  private static void run(Api api, String sql, SetParameters parameters) {
    try (Database database = open(api)) {
      Pool access = database.access();
      access.with(
          connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
              parameters.set(new Binding(connection, statement, 0));
              return statement.executeUpdate();
            }
          });
    }
  }

  @FunctionalInterface
  private interface SetParameters {
    void set(Binding binding) throws java.sql.SQLException;
  }

  static Database open(Api api) {
    return Database.open(
        new DatabaseSettings(
            api.database().jdbcUrl(),
            api.database().user(),
            new Secret(api.database().password())));
  }

  private static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
