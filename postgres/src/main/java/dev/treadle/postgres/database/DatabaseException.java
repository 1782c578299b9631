package dev.treadle.postgres.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The database did not do what it was asked. */
public final class DatabaseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sqlState;

  DatabaseException(String message, @Nullable SQLException cause) {
    super(message, cause);
    String state = cause == null ? null : cause.getSQLState();
    this.sqlState = state == null ? "08000" : state;
  }

  static DatabaseException of(SQLException cause) {
    return new DatabaseException(String.valueOf(cause.getMessage()), cause);
  }

  /** The five characters of the SQL state; class 08 where the database did not answer at all. */
  public String sqlState() {
    return sqlState;
  }

  /** Whether the database is away or too busy, so that the same may succeed later. */
  public boolean isPassing() {
    return sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57");
  }
}
