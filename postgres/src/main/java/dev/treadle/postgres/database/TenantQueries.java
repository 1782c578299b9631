package dev.treadle.postgres.database;

import dev.treadle.values.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Queries behind the wall of one organization. The setting that opens it travels in the same round
 * trip and ends with the statement's own transaction, so that nothing of it stays on a connection.
 */
public final class TenantQueries {
  private static final String ENTER = "select set_config('app.organization_id', ?, true);";

  private final Pool pool;

  TenantQueries(Pool pool) {
    this.pool = pool;
  }

  /** Reads one row. */
  @FunctionalInterface
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Sets the parameters of a statement, which begin after the given index. */
  @FunctionalInterface
  public interface Parameters {
    void set(Binding binding) throws SQLException;
  }

  /** All rows of a query, or of a statement with {@code returning}. One round trip. */
  public <T> List<T> query(
      OrganizationId organization, String sql, Parameters parameters, Row<T> row) {
    return pool.with(connection -> query(connection, organization, sql, parameters, row));
  }

  /** The row of a query that has at most one. */
  public <T> Optional<T> queryOne(
      OrganizationId organization, String sql, Parameters parameters, Row<T> row) {
    return query(organization, sql, parameters, row).stream().findFirst();
  }

  /** Several statements in one transaction. */
  public <T> T inTransaction(OrganizationId organization, Pool.Work<T> work) {
    return pool.inTransaction(
        connection -> {
          try (PreparedStatement enter = connection.prepareStatement(ENTER)) {
            enter.setString(1, organization.toString());
            enter.execute();
          }
          return work.on(connection);
        });
  }

  /** All rows of a query, or of a statement with {@code returning}, within a transaction. */
  public static <T> List<T> rows(
      Connection connection, String sql, Parameters parameters, Row<T> row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(new Binding(connection, statement, 0));
      try (ResultSet results = statement.executeQuery()) {
        return read(results, row);
      }
    }
  }

  private static <T> List<T> query(
      Connection connection,
      OrganizationId organization,
      String sql,
      Parameters parameters,
      Row<T> row)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ENTER + sql)) {
      statement.setString(1, organization.toString());
      parameters.set(new Binding(connection, statement, 1));
      statement.execute();
      if (statement.getMoreResults()) {
        try (ResultSet results = statement.getResultSet()) {
          return read(results, row);
        }
      }
      return List.of();
    }
  }

  private static <T> List<T> read(ResultSet results, Row<T> row) throws SQLException {
    List<T> rows = new ArrayList<>();
    while (results.next()) {
      rows.add(row.read(results));
    }
    return rows;
  }
}
