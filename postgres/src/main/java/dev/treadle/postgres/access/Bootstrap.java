package dev.treadle.postgres.access;

import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes the organization of a first start and its owner. Several replicas may start at once on an
 * empty database: one of them makes it, the others find it.
 */
public final class Bootstrap {
  private static final String FIND =
      CallerRow.SELECT
          + " where m.role = 'OWNER' order by o.created_at, o.id, m.created_at limit 1";

  private final Pool pool;

  public Bootstrap(Pool pool) {
    this.pool = pool;
  }

  /**
   * The owner of a first organization.
   *
   * @param passwordHash ready to be kept
   * @param apiKey to be handed out; only its hash is kept
   */
  public record Owner(String email, String passwordHash, Secret apiKey) {}

  /**
   * What was found or made.
   *
   * @param caller the owner of the oldest organization
   * @param made whether this call made it
   */
  public record Result(Caller caller, boolean made) {}

  /**
   * Finds the oldest organization, or makes it.
   *
   * @param organization its name
   * @param owner asked only when it is made: hashing a password takes a while
   * @param ids of new rows
   */
  public Result run(String organization, Supplier<Owner> owner, Supplier<UUID> ids) {
    return pool.inTransaction(
        connection -> {
          try (Statement lock = connection.createStatement()) {
            lock.execute("select pg_advisory_xact_lock(hashtext('treadle.bootstrap'))");
          }
          Optional<Caller> found = find(connection);
          if (found.isPresent()) {
            return new Result(found.get(), false);
          }
          make(connection, organization, owner.get(), ids);
          return new Result(find(connection).orElseThrow(), true);
        });
  }

  private static Optional<Caller> find(Connection connection) throws SQLException {
    return Sql.queryOne(connection, FIND, binding -> {}, CallerRow::read);
  }

  private static void make(Connection connection, String name, Owner owner, Supplier<UUID> ids)
      throws SQLException {
    UUID organization = ids.get();
    UUID user = ids.get();
    String key = owner.apiKey().reveal();
    insert(
        connection,
        "insert into organization (id, name, tier) values (?, ?, 'ELITE')",
        organization,
        name);
    insert(
        connection,
        """
        insert into app_user (id, email, name, global_role, password_hash)
        values (?, ?, 'Owner', 'SUPER_ADMIN', ?)
        """,
        user,
        owner.email(),
        owner.passwordHash());
    insert(
        connection,
        "insert into membership (organization_id, user_id, role) values (?, ?, 'OWNER')",
        organization,
        user);
    insert(
        connection,
        """
        insert into api_key (organization_id, id, user_id, name, prefix, hash)
        values (?, ?, ?, 'bootstrap', ?, ?)
        """,
        organization,
        ids.get(),
        user,
        key.substring(0, Math.min(8, key.length())),
        Tokens.hash(key));
  }

  private static void insert(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }
}
