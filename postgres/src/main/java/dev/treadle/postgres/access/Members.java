package dev.treadle.postgres.access;

import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.database.Binding;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Changes of memberships. Those of one organization come one after the other, so that it always
 * keeps an owner; those that touch a {@code SUPER_ADMIN} do so everywhere, so that one is left.
 */
public final class Members {
  private static final String LOCK = "select id from organization where id = ? for no key update";

  private static final String FIND =
      MemberRow.SELECT + " where m.organization_id = ? and m.user_id = ? for no key update of u, m";

  private static final String OTHER_OWNER =
      """
      select 1 from membership where organization_id = ? and user_id <> ? and role = 'OWNER'
      """;

  private static final String OTHER_SUPER_ADMIN =
      """
      select 1 from app_user u
        join membership m on m.user_id = u.id
       where u.global_role = 'SUPER_ADMIN'
         and (u.id <> ? or (? and m.organization_id <> ?))
       limit 1
      """;

  private static final String CHANGE_USER =
      """
      update app_user
         set name = ?, global_role = ?, password_hash = coalesce(?, password_hash)
       where id = ?
      """;

  private static final String CHANGE_ROLE =
      "update membership set role = ? where organization_id = ? and user_id = ?";

  private static final String END_SESSIONS = "delete from session where user_id = ?";

  private static final String REMOVE_KEYS =
      "delete from api_key where organization_id = ? and user_id = ?";

  /** Invitations and sessions go with it. */
  private static final String REMOVE =
      "delete from membership where organization_id = ? and user_id = ?";

  private final Pool pool;

  Members(Pool pool) {
    this.pool = pool;
  }

  /** What is to become of a member. */
  public record Change(
      String name,
      GlobalRole globalRole,
      OrganizationRole organizationRole,
      Optional<String> passwordHash) {}

  /** How a change ended. */
  public sealed interface Outcome {
    /** It was made; the member as it is now, or was before it was removed. */
    record Done(Member member) implements Outcome {}

    /** There is no such member. */
    record Unknown() implements Outcome {}

    /** The organization would have no owner. */
    record LastOwner() implements Outcome {}

    /** The installation would have nobody with all rights. */
    record LastSuperAdmin() implements Outcome {}
  }

  /**
   * Changes a member.
   *
   * @param decide sees the member as it is; what it throws leaves everything as it was
   */
  public Outcome change(OrganizationId organization, UserId user, Function<Member, Change> decide) {
    return pool.inTransaction(
        connection -> {
          Optional<Member> before = locked(connection, organization, user);
          return before.isEmpty()
              ? new Outcome.Unknown()
              : change(connection, organization, before.get(), decide.apply(before.get()));
        });
  }

  private static Outcome change(
      Connection connection, OrganizationId organization, Member before, Change change)
      throws SQLException {
    UserId user = before.user();
    if (change.organizationRole() != OrganizationRole.OWNER
        && isLastOwner(connection, organization, before)) {
      return new Outcome.LastOwner();
    }
    if (change.globalRole() != GlobalRole.SUPER_ADMIN
        && isLastSuperAdmin(connection, before, organization, false)) {
      return new Outcome.LastSuperAdmin();
    }
    Sql.update(
        connection,
        CHANGE_USER,
        binding ->
            binding
                .text(change.name())
                .text(change.globalRole().name())
                .text(change.passwordHash().orElse(null))
                .id(user.value()));
    Sql.update(
        connection,
        CHANGE_ROLE,
        binding -> names(binding.text(change.organizationRole().name()), organization, user));
    if (change.passwordHash().isPresent()) {
      Sql.update(connection, END_SESSIONS, binding -> binding.id(user.value()));
    }
    return new Outcome.Done(
        new Member(
            user, before.email(), change.name(), change.globalRole(), change.organizationRole()));
  }

  /**
   * Removes a member with its keys, and ends all sessions of the user.
   *
   * @param check sees the member as it is; what it throws leaves everything as it was
   */
  public Outcome remove(OrganizationId organization, UserId user, Consumer<Member> check) {
    return pool.inTransaction(
        connection -> {
          Optional<Member> before = locked(connection, organization, user);
          if (before.isEmpty()) {
            return new Outcome.Unknown();
          }
          check.accept(before.get());
          if (isLastOwner(connection, organization, before.get())) {
            return new Outcome.LastOwner();
          }
          if (isLastSuperAdmin(connection, before.get(), organization, true)) {
            return new Outcome.LastSuperAdmin();
          }
          Sql.update(connection, END_SESSIONS, binding -> binding.id(user.value()));
          Sql.update(connection, REMOVE_KEYS, binding -> names(binding, organization, user));
          Sql.update(connection, REMOVE, binding -> names(binding, organization, user));
          return new Outcome.Done(before.get());
        });
  }

  private static Optional<Member> locked(
      Connection connection, OrganizationId organization, UserId user) throws SQLException {
    lock(connection, organization);
    return Sql.queryOne(
        connection, FIND, binding -> names(binding, organization, user), MemberRow::read);
  }

  /** Takes the organization's turn; false when there is no such organization. */
  static boolean lock(Connection connection, OrganizationId organization) throws SQLException {
    return Sql.queryOne(connection, LOCK, binding -> binding.id(organization.value()), row -> true)
        .isPresent();
  }

  private static boolean isLastOwner(
      Connection connection, OrganizationId organization, Member member) throws SQLException {
    return member.organizationRole() == OrganizationRole.OWNER
        && Sql.query(
                connection,
                OTHER_OWNER,
                binding -> names(binding, organization, member.user()),
                row -> true)
            .isEmpty();
  }

  private static boolean isLastSuperAdmin(
      Connection connection, Member member, OrganizationId organization, boolean removed)
      throws SQLException {
    if (member.globalRole() != GlobalRole.SUPER_ADMIN) {
      return false;
    }
    try (Statement lock = connection.createStatement()) {
      lock.execute("select pg_advisory_xact_lock(hashtext('treadle.super-admins'))");
    }
    return Sql.query(
            connection,
            OTHER_SUPER_ADMIN,
            binding -> binding.id(member.user().value()).flag(removed).id(organization.value()),
            row -> true)
        .isEmpty();
  }

  private static Binding names(Binding binding, OrganizationId organization, UserId user)
      throws SQLException {
    return binding.id(organization.value()).id(user.value());
  }
}
