package dev.treadle.postgres.access;

import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.values.UserId;

/** A user as a member of an organization. */
public record Member(
    UserId user,
    String email,
    String name,
    GlobalRole globalRole,
    OrganizationRole organizationRole) {}
