package dev.treadle.postgres.access;

import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.access.Caller.Reach;
import dev.treadle.postgres.database.Binding;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.ApiKeyId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** API keys: found by their hash across organizations, kept and listed within one. */
public final class ApiKeys {
  /** What every key that we make begins with. */
  public static final String PREFIX = "trd_";

  private static final int SHOWN = 8;

  /** The last use is kept to ten seconds, so that a busy key costs few writes. */
  private static final String FIND =
      """
      with used as (
        update api_key set last_used_at = now()
         where hash = ? and (last_used_at is null or last_used_at < now() - interval '10 seconds')
           and (expires_at is null or expires_at > now()))
      select c.*, k.permissions, k.expires_at
        from api_key k
        join (
      """
          + CallerRow.SELECT
          + """
            ) c on c.organization_id = k.organization_id and c.caller = k.user_id
           where k.hash = ? and (k.expires_at is null or k.expires_at > now())
          """;

  private static final String COLUMNS =
      """
      select k.id, k.name, k.prefix, k.permissions, k.expires_at, k.last_used_at, k.created_at,
             u.global_role, m.role
      """;

  private static final String OWNER =
      """
        join membership m on m.organization_id = k.organization_id and m.user_id = k.user_id
        join app_user u on u.id = k.user_id
      """;

  private static final String CREATE =
      """
      with k as (
        insert into api_key
          (organization_id, id, user_id, name, prefix, hash, permissions, expires_at)
        select m.organization_id, ?, m.user_id, ?, ?, ?, ?::text[], ?::timestamptz
          from membership m
         where m.organization_id = ? and m.user_id = ?
        returning *)
      """
          + COLUMNS
          + " from k "
          + OWNER;

  private static final String LIST =
      COLUMNS
          + " from api_key k "
          + OWNER
          + " where k.organization_id = ? and (k.user_id = ? or ?) order by k.id";

  private static final String DELETE =
      """
      delete from api_key
       where organization_id = ? and id = ? and (user_id = ? or ?)
      returning id
      """;

  private final Pool pool;
  private final TenantQueries tenants;

  ApiKeys(Pool pool, TenantQueries tenants) {
    this.pool = pool;
    this.tenants = tenants;
  }

  /** A key to be made. */
  public record NewKey(ApiKeyId id, UserId user, String name, String key, Reach reach) {
    /** The beginning, by which a person tells keys apart. */
    String prefix() {
      return key.substring(0, Math.min(SHOWN, key.length()));
    }
  }

  /** What is known of a key that was made; the key itself is not. */
  public record StoredKey(
      ApiKeyId id, String name, String prefix, Reach reach, Times times, Roles roles) {
    /** When it was made, and last used. */
    public record Times(Instant created, Optional<Instant> lastUsed) {}

    /** The present roles of its user. */
    public record Roles(GlobalRole global, OrganizationRole organization) {}
  }

  /** Whose key it is; empty for a key that does not exist, has expired or was deleted. */
  public Optional<Caller> find(String key) {
    byte[] hash = Tokens.hash(key);
    return pool.with(
        connection ->
            Sql.queryOne(
                connection,
                FIND,
                binding -> binding.bytes(hash).bytes(hash),
                row -> CallerRow.read(row, CallerRow.reach(row))));
  }

  /** Keeps a key; empty when its user is no member. */
  public Optional<StoredKey> create(OrganizationId organization, NewKey key) {
    // Not in the one round trip of a tenant's query: with nulls whose types the driver has to ask
    // for, that gave no row any more once the statement was prepared.
    return tenants.inTransaction(
        organization,
        connection ->
            Sql.queryOne(
                connection,
                CREATE,
                binding -> {
                  binding.id(key.id().value()).text(key.name()).text(key.prefix());
                  limits(binding.bytes(Tokens.hash(key.key())), key.reach());
                  binding.id(organization.value()).id(key.user().value());
                },
                ApiKeys::stored));
  }

  private static void limits(Binding binding, Reach reach) throws SQLException {
    binding.nullableTexts(reach.permissions().orElse(null)).moment(reach.until().orElse(null));
  }

  /**
   * The keys of an organization, oldest first.
   *
   * @param all whether those of other members are among them
   */
  public List<StoredKey> list(OrganizationId organization, UserId user, boolean all) {
    return tenants.query(
        organization,
        LIST,
        binding -> binding.id(organization.value()).id(user.value()).flag(all),
        ApiKeys::stored);
  }

  /**
   * Deletes a key.
   *
   * @param all whether it may be another member's
   * @return false when there is none
   */
  public boolean delete(OrganizationId organization, ApiKeyId id, UserId user, boolean all) {
    return tenants
        .queryOne(
            organization,
            DELETE,
            binding -> binding.id(organization.value()).id(id.value()).id(user.value()).flag(all),
            row -> true)
        .isPresent();
  }

  private static StoredKey stored(ResultSet row) throws SQLException {
    return new StoredKey(
        new ApiKeyId(row.getObject("id", UUID.class)),
        row.getString("name"),
        row.getString("prefix"),
        CallerRow.reach(row),
        new StoredKey.Times(
            CallerRow.moment(row, "created_at").orElseThrow(),
            CallerRow.moment(row, "last_used_at")),
        new StoredKey.Roles(CallerRow.globalRole(row), CallerRow.organizationRole(row)));
  }
}
