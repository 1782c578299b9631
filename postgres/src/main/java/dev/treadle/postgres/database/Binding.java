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

/**
 * Sets the parameters of a statement one after the other. A null has its type as well: for one
 * without, the driver asks the server in a round trip of its own once the statement is prepared
 * there, and between two round trips the wall of {@link TenantQueries} is shut.
 */
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
    if (value == null) {
      return absent("uuid");
    }
    statement.setObject(++last, value, Types.OTHER);
    return this;
  }

  public Binding number(int value) throws SQLException {
    statement.setInt(++last, value);
    return this;
  }

  public Binding number(long value) throws SQLException {
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
    if (value == null) {
      return absent("timestamptz");
    }
    statement.setObject(++last, value.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    return this;
  }

  /**
   * Null of a type. The driver asks the server for the type of a null that has none, as soon as it
   * prepares the statement; that ends the transaction of what was sent before it, and with it the
   * organization that was entered there.
   */
  private Binding absent(String type) throws SQLException {
    statement.setNull(++last, Types.OTHER, type);
    return this;
  }

  public Binding texts(List<String> values) throws SQLException {
    return array("text", values.toArray(String[]::new));
  }

  public Binding nullableTexts(@Nullable List<String> values) throws SQLException {
    if (values != null) {
      return texts(values);
    }
    statement.setNull(++last, Types.ARRAY);
    return this;
  }

  /** An array of PostgreSQL's element type. */
  public Binding array(String type, @Nullable Object[] values) throws SQLException {
    statement.setArray(++last, connection.createArrayOf(type, values));
    return this;
  }
}
