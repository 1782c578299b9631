package dev.treadle.postgres.access;

import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.database.Pool;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Optional;
import java.util.UUID;

/** API keys. Only the SHA-256 of a key is kept: a key has more entropy than can be guessed. */
public final class ApiKeys {
  /** What every key that we make begins with. */
  public static final String PREFIX = "trd_";

  private static final String FIND =
      """
      select u.id, m.organization_id, o.tier, u.global_role, m.role
        from api_key k
        join membership m on m.organization_id = k.organization_id and m.user_id = k.user_id
        join app_user u on u.id = k.user_id
        join organization o on o.id = k.organization_id
       where k.hash = ? and (k.expires_at is null or k.expires_at > now())
      """;

  private final Pool pool;

  public ApiKeys(Pool pool) {
    this.pool = pool;
  }

  /** Whose key it is; empty for a key that does not exist, has expired or was deleted. */
  public Optional<Caller> find(String key) {
    byte[] hash = hash(key);
    return pool.with(
        connection -> {
          try (PreparedStatement find = connection.prepareStatement(FIND)) {
            find.setBytes(1, hash);
            try (ResultSet row = find.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Caller(
                          new UserId(row.getObject(1, UUID.class)),
                          new OrganizationId(row.getObject(2, UUID.class)),
                          row.getString(3),
                          GlobalRole.valueOf(row.getString(4)),
                          OrganizationRole.valueOf(row.getString(5))))
                  : Optional.empty();
            }
          }
        });
  }

  static byte[] hash(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
