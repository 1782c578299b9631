package dev.treadle.postgres.access;

import dev.treadle.node.Secret;
import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.database.Pool;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes the organization of a first start and its owner. Several replicas may start at once on an
 * empty database: one of them makes it, the others find it.
 */
public final class Bootstrap {
  private static final String FIND =
      """
      select m.user_id, m.organization_id, o.tier, u.global_role, m.role
        from organization o
        join membership m on m.organization_id = o.id
        join app_user u on u.id = m.user_id
       where m.role = 'OWNER'
       order by o.created_at, m.created_at limit 1
      """;

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
    return pool.with(
        connection -> {
          connection.setAutoCommit(false);
          try {
            try (Statement lock = connection.createStatement()) {
              lock.execute("select pg_advisory_xact_lock(hashtext('treadle.bootstrap'))");
            }
            List<Caller> found = find(connection);
            if (found.isEmpty()) {
              make(connection, organization, owner.get(), ids);
            }
            Caller caller = found.isEmpty() ? find(connection).getFirst() : found.getFirst();
            connection.commit();
            return new Result(caller, found.isEmpty());
          } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
          } finally {
            connection.setAutoCommit(true);
          }
        });
  }

  private static List<Caller> find(Connection connection) throws SQLException {
    try (PreparedStatement find = connection.prepareStatement(FIND);
        ResultSet row = find.executeQuery()) {
      return row.next()
          ? List.of(
              new Caller(
                  new UserId(row.getObject(1, UUID.class)),
                  new OrganizationId(row.getObject(2, UUID.class)),
                  row.getString(3),
                  GlobalRole.valueOf(row.getString(4)),
                  OrganizationRole.valueOf(row.getString(5))))
          : List.of();
    }
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
        ApiKeys.hash(key));
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
