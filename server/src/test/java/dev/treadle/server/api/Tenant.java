package dev.treadle.server.api;

import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.database.Pool;
import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.OrganizationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.util.UUID;

/** An organization of its own beside the first one, and calls of its one member. */
record Tenant(Api api, UUID organization, UUID user, String key) {
  /** Makes it behind the API's back, with a member who may do everything. */
  static Tenant make(Api api, String tier) {
    return make(api, tier, "OWNER");
  }

  static Tenant make(Api api, String tier, String role) {
    Tenant made = new Tenant(api, UUID.randomUUID(), UUID.randomUUID(), "trd_" + UUID.randomUUID());
    made.change("insert into organization (id, name, tier) values (?, 'T', '" + tier + "')");
    made.execute(
        "insert into app_user (id, email, name, global_role)"
            + " values (?, ?, 'Member', 'SUPER_ADMIN')",
        made.user,
        made.user + "@example.com");
    made.execute(
        "insert into membership (organization_id, user_id, role) values (?, ?, ?)",
        made.organization,
        made.user,
        role);
    made.execute(
        "insert into api_key (organization_id, id, user_id, name, prefix, hash)"
            + " values (?, ?, ?, 'key', 'trd_', ?)",
        made.organization,
        UUID.randomUUID(),
        made.user,
        sha256(made.key));
    return made;
  }

  void tier(String tier) {
    change("update organization set tier = '" + tier + "' where id = ?");
  }

  /** A statement of the access role, whose one parameter is the organization. */
  void change(String sql) {
    execute(sql, organization);
  }

  private void execute(String sql, Object... values) {
    with(
        Role.ACCESS,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
              statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
          }
        });
  }

  /** Whose rights a statement behind the API's back has. */
  enum Role {
    ACCESS,
    JOURNAL
  }

  <T> T with(Role role, Pool.Work<T> work) {
    try (Database database = open()) {
      return switch (role) {
        case ACCESS -> database.access().with(work);
        case JOURNAL -> database.journal().with(work);
      };
    }
  }

  /** A statement with the rights of the application, whose one parameter is the organization. */
  void asApplication(String sql) {
    try (Database database = open()) {
      database
          .tenants()
          .query(new OrganizationId(organization), sql, to -> to.id(organization), row -> true);
    }
  }

  private Database open() {
    return Database.open(
        new DatabaseSettings(
            api.database().jdbcUrl(),
            api.database().user(),
            new Secret(api.database().password())));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  Answer get(String path) {
    return call("GET", path, "");
  }

  Answer post(String path, String body, String... headers) {
    return call("POST", path, body, headers);
  }

  Answer call(String method, String path, String body, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Authorization";
    all[1] = "Bearer " + key;
    return api.call(method, Api.BASE + path, body.getBytes(StandardCharsets.UTF_8), all);
  }

  Answer create() {
    return post(
        "/workflows", "{\"name\":\"Limited\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]}");
  }

  Answer execute(String workflow, String body, String... headers) {
    return post("/workflows/" + workflow + "/execute", body, headers);
  }
}
