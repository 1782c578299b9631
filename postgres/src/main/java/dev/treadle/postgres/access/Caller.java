package dev.treadle.postgres.access;

import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who calls, for which organization, with which roles, and how far the credential reaches. */
public record Caller(
    UserId user,
    OrganizationId organization,
    String tier,
    GlobalRole globalRole,
    OrganizationRole organizationRole,
    Reach reach) {

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

  /**
   * What a credential leaves of its user's rights.
   *
   * @param permissions their codes; empty for all that the user has
   * @param until when the credential ends; empty for never
   */
  public record Reach(Optional<List<String>> permissions, Optional<Instant> until) {
    /** All that the user may do. */
    public static final Reach FULL = new Reach(Optional.empty(), Optional.empty());

    public Reach {
      permissions = permissions.map(List::copyOf);
    }
  }
}
