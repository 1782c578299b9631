package dev.treadle.postgres.database;

import dev.treadle.postgres.database.TenantQueries.Parameters;
import dev.treadle.postgres.database.TenantQueries.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements on a connection that is already somebody's: of a transaction, or of one's own. */
public final class Sql {
  private Sql() {}

  /** All rows of a query, or of a statement with {@code returning}. */
  public static <T> List<T> query(
      Connection connection, String sql, Parameters parameters, Row<T> row) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(new Binding(connection, statement, 0));
      List<T> rows = new ArrayList<>();
      try (ResultSet results = statement.executeQuery()) {
        while (results.next()) {
          rows.add(row.read(results));
        }
      }
      return rows;
    }
  }

  /** The row of a query that has at most one. */
  public static <T> Optional<T> queryOne(
      Connection connection, String sql, Parameters parameters, Row<T> row) throws SQLException {
    return query(connection, sql, parameters, row).stream().findFirst();
  }

  /** How many rows a statement changed. */
  public static int update(Connection connection, String sql, Parameters parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      parameters.set(new Binding(connection, statement, 0));
      return statement.executeUpdate();
    }
  }
}
