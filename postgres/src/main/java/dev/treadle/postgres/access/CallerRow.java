package dev.treadle.postgres.access;

import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.access.Caller.Reach;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member as a caller: the one place where the rows of identity become one. */
final class CallerRow {
  /** The columns that {@link #read} takes; {@code m}, {@code u} and {@code o} are joined below. */
  static final String SELECT =
      """
      select u.id as caller, m.organization_id, o.tier, u.global_role, m.role
        from membership m
        join app_user u on u.id = m.user_id
        join organization o on o.id = m.organization_id
      """;

  private CallerRow() {}

  static Caller read(ResultSet row) throws SQLException {
    return read(row, Reach.FULL);
  }

  static Caller read(ResultSet row, Reach reach) throws SQLException {
    return new Caller(
        new UserId(row.getObject("caller", UUID.class)),
        new OrganizationId(row.getObject("organization_id", UUID.class)),
        row.getString("tier"),
        globalRole(row),
        organizationRole(row),
        reach);
  }

  static GlobalRole globalRole(ResultSet row) throws SQLException {
    return GlobalRole.valueOf(row.getString("global_role"));
  }

  static OrganizationRole organizationRole(ResultSet row) throws SQLException {
    return OrganizationRole.valueOf(row.getString("role"));
  }

  /** How far a key reaches. */
  static Reach reach(ResultSet row) throws SQLException {
    Array permissions = row.getArray("permissions");
    return new Reach(
        permissions == null
            ? Optional.empty()
            : Optional.of(List.of((String[]) permissions.getArray())),
        moment(row, "expires_at"));
  }

  static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(moment).map(OffsetDateTime::toInstant);
  }
}
