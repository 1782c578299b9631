package dev.treadle.postgres.access;

import dev.treadle.values.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Reads members. */
final class MemberRow {
  static final String SELECT =
      """
      select u.id, u.email, u.name, u.global_role, m.role
        from membership m
        join app_user u on u.id = m.user_id
      """;

  private MemberRow() {}

  static Member read(ResultSet row) throws SQLException {
    return new Member(
        new UserId(row.getObject("id", UUID.class)),
        row.getString("email"),
        row.getString("name"),
        CallerRow.globalRole(row),
        CallerRow.organizationRole(row));
  }
}
