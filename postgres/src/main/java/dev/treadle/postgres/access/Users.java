package dev.treadle.postgres.access;

import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** People as they come: with an e-mail and a password, or with a token of an issuer. */
public final class Users {
  private static final String LOGIN =
      "select id, password_hash from app_user where lower(email) = lower(?)";

  /** Without an organization, the one they have been a member of for longest. */
  private static final String MEMBER =
      CallerRow.SELECT
          + """
           where u.id = ? and (?::uuid is null or m.organization_id = ?)
           order by m.created_at, m.organization_id limit 1
          """;

  private static final String SUBJECT =
      CallerRow.SELECT + " where u.issuer = ? and u.subject = ? and m.organization_id = ?";

  private static final String MEET =
      """
      insert into app_user (id, email, name, global_role, issuer, subject)
      select ?, ?, ?, ?, ?, ? from organization o where o.id = ?
      on conflict do nothing
      """;

  private static final String JOIN =
      "insert into membership (organization_id, user_id, role) values (?, ?, ?)";

  private static final String LINK =
      """
      update app_user set issuer = ?, subject = ?
       where lower(email) = lower(?) and subject is null
         and not exists (select 1 from app_user where issuer = ? and subject = ?)
      """;

  private final Pool pool;

  Users(Pool pool) {
    this.pool = pool;
  }

  /** Somebody who may log in; without a password only with a token. */
  public record Login(UserId user, Optional<String> passwordHash) {}

  /** Whom an issuer's token speaks of. */
  public record Subject(String issuer, String subject) {}

  /**
   * Somebody who comes with a token for the first time.
   *
   * @param verified whether the issuer says that the e-mail is theirs
   */
  public record Newcomer(
      UserId id,
      String email,
      boolean verified,
      String name,
      GlobalRole globalRole,
      OrganizationRole organizationRole) {}

  /** Who has the e-mail, in any case. */
  public Optional<Login> byEmail(String email) {
    return pool.with(
        connection ->
            Sql.queryOne(
                connection,
                LOGIN,
                binding -> binding.text(email),
                row ->
                    new Login(
                        new UserId(row.getObject(1, UUID.class)),
                        Optional.ofNullable(row.getString(2)))));
  }

  /** A user as a member of the organization, or of their oldest one. */
  public Optional<Caller> member(UserId user, Optional<OrganizationId> organization) {
    UUID named = organization.map(OrganizationId::value).orElse(null);
    return pool.with(
        connection ->
            Sql.queryOne(
                connection,
                MEMBER,
                binding -> binding.id(user.value()).id(named).id(named),
                CallerRow::read));
  }

  /** Whom a token speaks of, as a member of the organization. */
  public Optional<Caller> bySubject(Subject subject, OrganizationId organization) {
    return pool.with(connection -> bySubject(connection, subject, organization));
  }

  /**
   * Makes a user out of the first token, as a member of the organization. An e-mail that somebody
   * has already makes no second user: when it is verified the token becomes theirs, with the rights
   * that they have. Several first calls may come at once.
   *
   * @return empty when there is no such organization, or they are no member of it
   */
  public Optional<Caller> meet(Subject subject, OrganizationId organization, Newcomer newcomer) {
    return pool.inTransaction(
        connection -> {
          boolean made = make(connection, subject, organization, newcomer);
          if (!made && newcomer.verified()) {
            link(connection, subject, newcomer.email());
          }
          return bySubject(connection, subject, organization);
        });
  }

  private static boolean make(
      Connection connection, Subject subject, OrganizationId organization, Newcomer newcomer)
      throws SQLException {
    UUID id = newcomer.id().value();
    boolean made =
        Sql.update(
                connection,
                MEET,
                binding ->
                    binding
                        .id(id)
                        .text(newcomer.email())
                        .text(newcomer.name())
                        .text(newcomer.globalRole().name())
                        .text(subject.issuer())
                        .text(subject.subject())
                        .id(organization.value()))
            > 0;
    if (made) {
      Sql.update(
          connection,
          JOIN,
          binding ->
              binding.id(organization.value()).id(id).text(newcomer.organizationRole().name()));
    }
    return made;
  }

  private static void link(Connection connection, Subject subject, String email)
      throws SQLException {
    Sql.update(
        connection,
        LINK,
        binding ->
            binding
                .text(subject.issuer())
                .text(subject.subject())
                .text(email)
                .text(subject.issuer())
                .text(subject.subject()));
  }

  private static Optional<Caller> bySubject(
      Connection connection, Subject subject, OrganizationId organization) throws SQLException {
    return Sql.queryOne(
        connection,
        SUBJECT,
        binding -> binding.text(subject.issuer()).text(subject.subject()).id(organization.value()),
        CallerRow::read);
  }
}
