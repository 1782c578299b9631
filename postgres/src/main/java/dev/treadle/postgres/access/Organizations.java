package dev.treadle.postgres.access;

import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.values.OrganizationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The organizations of the installation, for those who administer it. */
public final class Organizations {
  private static final String CREATE =
      """
      insert into organization (id, name, tier) values (?, ?, ?)
      returning id, name, tier, created_at
      """;

  private static final String LIST =
      "select id, name, tier, created_at from organization order by created_at, id";

  private static final String CHANGE =
      """
      update organization set name = coalesce(?, name), tier = coalesce(?, tier) where id = ?
      returning id, name, tier, created_at
      """;

  private final Pool pool;

  Organizations(Pool pool) {
    this.pool = pool;
  }

  /** An organization as it is kept. */
  public record Organization(OrganizationId id, String name, String tier, Instant createdAt) {}

  public Organization create(OrganizationId id, String name, String tier) {
    return pool.with(
        connection ->
            Sql.queryOne(
                    connection,
                    CREATE,
                    binding -> binding.id(id.value()).text(name).text(tier),
                    Organizations::read)
                .orElseThrow());
  }

  /** All of them, oldest first. */
  public List<Organization> list() {
    return pool.with(connection -> Sql.query(connection, LIST, binding -> {}, Organizations::read));
  }

  /** Changes what is given; empty when there is no such organization. */
  public Optional<Organization> change(
      OrganizationId id, Optional<String> name, Optional<String> tier) {
    return pool.with(
        connection ->
            Sql.queryOne(
                connection,
                CHANGE,
                binding -> binding.text(name.orElse(null)).text(tier.orElse(null)).id(id.value()),
                Organizations::read));
  }

  private static Organization read(ResultSet row) throws SQLException {
    return new Organization(
        new OrganizationId(row.getObject("id", UUID.class)),
        row.getString("name"),
        row.getString("tier"),
        CallerRow.moment(row, "created_at").orElseThrow());
  }
}
