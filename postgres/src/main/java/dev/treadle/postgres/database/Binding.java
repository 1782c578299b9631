package dev.treadle.postgres.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets the parameters of a statement one after the other. */
public final class Binding {
  private final Connection connection;
  private final PreparedStatement statement;
  private int last;

  /** Begins after the parameters that are already set. */
  public Binding(Connection connection, PreparedStatement statement, int last) {
    this.connection = connection;
    this.statement = statement;
    this.last = last;
  }

  public Binding text(@Nullable String value) throws SQLException {
    statement.setString(++last, value);
    return this;
  }

  public Binding id(@Nullable UUID value) throws SQLException {
    statement.setObject(++last, value, Types.OTHER);
    return this;
  }

  public Binding number(int value) throws SQLException {
    statement.setInt(++last, value);
    return this;
  }

  public Binding big(long value) throws SQLException {
    statement.setLong(++last, value);
    return this;
  }

  public Binding flag(boolean value) throws SQLException {
    statement.setBoolean(++last, value);
    return this;
  }

  public Binding bytes(byte[] value) throws SQLException {
    statement.setBytes(++last, value);
    return this;
  }

  public Binding moment(@Nullable Instant value) throws SQLException {
    statement.setObject(
        ++last,
        value == null ? null : value.atOffset(ZoneOffset.UTC),
        Types.TIMESTAMP_WITH_TIMEZONE);
    return this;
  }

  public Binding texts(List<String> values) throws SQLException {
    return array("text", values.toArray(String[]::new));
  }

  /** An array of PostgreSQL's element type. */
  public Binding array(String type, @Nullable Object[] values) throws SQLException {
    statement.setArray(++last, connection.createArrayOf(type, values));
    return this;
  }
}
