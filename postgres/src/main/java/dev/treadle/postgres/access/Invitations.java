package dev.treadle.postgres.access;

import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Invitations: who holds one may set the password of a user who has none, once. */
public final class Invitations {
  private static final Duration LIFETIME = Duration.ofDays(7);

  private static final String MAKE =
      """
      insert into invitation (organization_id, hash, user_id, expires_at)
      values (?, ?, ?, now() + make_interval(secs => ?))
      returning expires_at
      """;

  private static final String OPEN =
      """
      select 1
        from invitation i
        join app_user u on u.id = i.user_id
       where i.hash = ? and i.expires_at > now() and u.password_hash is null
      """;

  /** The password that is set is what uses it up; the others of the same user go as well. */
  private static final String ACCEPT =
      """
      update app_user u set password_hash = ?
        from invitation i
       where i.hash = ? and i.expires_at > now() and u.id = i.user_id
         and u.password_hash is null
      returning u.id
      """;

  private static final String USED = "delete from invitation where user_id = ?";

  private final Pool pool;

  Invitations(Pool pool) {
    this.pool = pool;
  }

  /** Keeps one, and says until when it can be used. */
  public Instant make(OrganizationId organization, UserId user, String token) {
    return pool.with(
        connection ->
            Sql.queryOne(
                    connection,
                    MAKE,
                    binding ->
                        binding
                            .id(organization.value())
                            .bytes(Tokens.hash(token))
                            .id(user.value())
                            .number(Math.toIntExact(LIFETIME.toSeconds())),
                    row -> CallerRow.moment(row, "expires_at"))
                .flatMap(moment -> moment)
                .orElseThrow());
  }

  /** Whether it can be used at this moment. */
  public boolean isOpen(String token) {
    return pool.with(
        connection ->
            Sql.queryOne(
                    connection, OPEN, binding -> binding.bytes(Tokens.hash(token)), row -> true)
                .isPresent());
  }

  /** Sets the password; false when it was used by somebody at the same moment. */
  public boolean accept(String token, String passwordHash) {
    return pool.inTransaction(
        connection -> {
          Optional<UUID> user =
              Sql.queryOne(
                  connection,
                  ACCEPT,
                  binding -> binding.text(passwordHash).bytes(Tokens.hash(token)),
                  row -> row.getObject("id", UUID.class));
          if (user.isPresent()) {
            Sql.update(connection, USED, binding -> binding.id(user.get()));
          }
          return user.isPresent();
        });
  }
}
