package dev.treadle.postgres.access;

import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.time.Duration;
import java.util.Optional;

/** Sessions of people who logged in; every replica knows them, and a restart forgets none. */
public final class Sessions {
  private static final String OPEN =
      """
      insert into session (organization_id, hash, user_id)
      values (?, ?, ?)
      """;

  private static final String OUTDATED =
      """
      delete from session where created_at < now() - make_interval(secs => ?)
      """;

  private static final String FIND =
      """
      with used as (
        update session set last_used_at = now()
         where hash = ? and last_used_at < now() - interval '10 seconds'
           and last_used_at > now() - make_interval(secs => ?))
      select c.*
        from session s
        join (
      """
          + CallerRow.SELECT
          + """
            ) c on c.organization_id = s.organization_id and c.caller = s.user_id
           where s.hash = ? and s.last_used_at > now() - make_interval(secs => ?)
             and s.created_at > now() - make_interval(secs => ?)
          """;

  private static final String CLOSE = "delete from session where hash = ?";

  private final Pool pool;

  Sessions(Pool pool) {
    this.pool = pool;
  }

  /**
   * How long a session goes on.
   *
   * @param idle without being used
   * @param lifetime at most
   */
  public record Limits(Duration idle, Duration lifetime) {}

  /** Begins one, and forgets those whose time is over. */
  public void open(UserId user, OrganizationId organization, String token, Limits limits) {
    byte[] hash = Tokens.hash(token);
    pool.inTransaction(
        connection -> {
          Sql.update(connection, OUTDATED, binding -> binding.number(seconds(limits.lifetime())));
          return Sql.update(
              connection,
              OPEN,
              binding -> binding.id(organization.value()).bytes(hash).id(user.value()));
        });
  }

  /** Whose session it is; empty when it does not exist, was ended, or its time is over. */
  public Optional<Caller> find(String token, Limits limits) {
    byte[] hash = Tokens.hash(token);
    int idle = seconds(limits.idle());
    return pool.with(
        connection ->
            Sql.queryOne(
                connection,
                FIND,
                binding ->
                    binding
                        .bytes(hash)
                        .number(idle)
                        .bytes(hash)
                        .number(idle)
                        .number(seconds(limits.lifetime())),
                CallerRow::read));
  }

  /** Ends one, if there is one. */
  public void close(String token) {
    byte[] hash = Tokens.hash(token);
    pool.with(connection -> Sql.update(connection, CLOSE, binding -> binding.bytes(hash)));
  }

  private static int seconds(Duration duration) {
    return Math.toIntExact(duration.toSeconds());
  }
}
