package dev.treadle.postgres.access;

import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.util.List;
import java.util.Optional;

/** An organization's own view of itself and its members, behind its wall. */
public final class Directory {
  private static final String SELF =
      """
      select u.email, u.name, u.avatar_url, o.name as organization
        from membership m
        join app_user u on u.id = m.user_id
        join organization o on o.id = m.organization_id
       where m.organization_id = ? and m.user_id = ?
      """;

  private static final String MEMBERS =
      MemberRow.SELECT + " where m.organization_id = ? order by m.created_at, m.user_id";

  private final TenantQueries tenants;

  Directory(TenantQueries tenants) {
    this.tenants = tenants;
  }

  /** What a caller is called. */
  public record Self(
      String email, String name, Optional<String> avatarUrl, String organizationName) {}

  /** What a caller is called; empty when they are a member no more. */
  public Optional<Self> self(OrganizationId organization, UserId user) {
    return tenants.queryOne(
        organization,
        SELF,
        binding -> binding.id(organization.value()).id(user.value()),
        row ->
            new Self(
                row.getString("email"),
                row.getString("name"),
                Optional.ofNullable(row.getString("avatar_url")),
                row.getString("organization")));
  }

  /** All members, those who have been there for longest first. */
  public List<Member> members(OrganizationId organization) {
    return tenants.query(
        organization, MEMBERS, binding -> binding.id(organization.value()), MemberRow::read);
  }
}
