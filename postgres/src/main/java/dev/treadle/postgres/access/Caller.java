package dev.treadle.postgres.access;

import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;

/** Who calls, for which organization, with which roles. */
public record Caller(
    UserId user,
    OrganizationId organization,
    String tier,
    GlobalRole globalRole,
    OrganizationRole organizationRole) {

  /** Roles over the whole installation, from the widest. */
  public enum GlobalRole {
    SUPER_ADMIN,
    ADMIN,
    MODERATOR,
    USER
  }

  /** Roles within an organization, from the widest. */
  public enum OrganizationRole {
    OWNER,
    ADMIN,
    MEMBER,
    VIEWER
  }
}
