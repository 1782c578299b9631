package dev.treadle.postgres.access;

import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Adds a member by e-mail: the user who has it, or a new one. */
public final class AddMember {
  /** Waits for another who adds the same e-mail at this moment, and then finds their user. */
  private static final String MAKE =
      """
      insert into app_user (id, email, name, global_role, password_hash)
      values (?, ?, ?, ?, ?)
      on conflict (lower(email)) do nothing
      """;

  private static final String FIND =
      """
      select id, email, name, global_role, password_hash is not null as has_password
        from app_user
       where lower(email) = lower(?)
         for no key update
      """;

  private static final String OVERRIDE =
      """
      update app_user set global_role = ?, password_hash = coalesce(?, password_hash) where id = ?
      """;

  private static final String END_SESSIONS = "delete from session where user_id = ? and ?";

  private static final String JOIN =
      """
      insert into membership (organization_id, user_id, role) values (?, ?, ?)
      on conflict do nothing
      """;

  private final Pool pool;

  AddMember(Pool pool) {
    this.pool = pool;
  }

  /**
   * Who is to be added.
   *
   * @param id of the user, if one is made
   * @param overrides whether the global role and the password are also those of a user who is
   *     already there; they keep what they have otherwise
   */
  public record Candidate(
      UserId id,
      String email,
      String name,
      Optional<String> passwordHash,
      GlobalRole globalRole,
      OrganizationRole organizationRole,
      boolean overrides) {}

  /** How it ended. */
  public sealed interface Outcome {
    /** They are a member now. */
    record Added(Member member, boolean hasPassword) implements Outcome {}

    /** They have been one before. */
    record AlreadyMember() implements Outcome {}

    /** There is no such organization. */
    record UnknownOrganization() implements Outcome {}
  }

  private record Found(UserId id, String email, String name, GlobalRole role, boolean password) {
    static Found read(ResultSet row) throws SQLException {
      return new Found(
          new UserId(row.getObject("id", UUID.class)),
          row.getString("email"),
          row.getString("name"),
          CallerRow.globalRole(row),
          row.getBoolean("has_password"));
    }
  }

  /** Adds a member. */
  public Outcome add(OrganizationId organization, Candidate candidate) {
    return pool.inTransaction(
        connection ->
            Members.lock(connection, organization)
                ? add(connection, organization, candidate)
                : new Outcome.UnknownOrganization());
  }

  private static Outcome add(
      Connection connection, OrganizationId organization, Candidate candidate) throws SQLException {
    boolean made =
        Sql.update(
                connection,
                MAKE,
                binding ->
                    binding
                        .id(candidate.id().value())
                        .text(candidate.email())
                        .text(candidate.name())
                        .text(candidate.globalRole().name())
                        .text(candidate.passwordHash().orElse(null)))
            > 0;
    Found found = find(connection, candidate.email());
    boolean joined =
        Sql.update(
                connection,
                JOIN,
                binding ->
                    binding
                        .id(organization.value())
                        .id(found.id().value())
                        .text(candidate.organizationRole().name()))
            > 0;
    if (!joined) {
      return new Outcome.AlreadyMember();
    }
    boolean overridden = !made && candidate.overrides();
    if (overridden) {
      override(connection, found, candidate);
    }
    return new Outcome.Added(
        new Member(
            found.id(),
            found.email(),
            found.name(),
            overridden ? candidate.globalRole() : found.role(),
            candidate.organizationRole()),
        found.password() || (overridden && candidate.passwordHash().isPresent()));
  }

  private static Found find(Connection connection, String email) throws SQLException {
    return Sql.queryOne(connection, FIND, binding -> binding.text(email), Found::read)
        .orElseThrow();
  }

  private static void override(Connection connection, Found found, Candidate candidate)
      throws SQLException {
    Sql.update(
        connection,
        OVERRIDE,
        binding ->
            binding
                .text(candidate.globalRole().name())
                .text(candidate.passwordHash().orElse(null))
                .id(found.id().value()));
    Sql.update(
        connection,
        END_SESSIONS,
        binding -> binding.id(found.id().value()).flag(candidate.passwordHash().isPresent()));
  }
}
