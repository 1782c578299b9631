package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The owner's role and database. Every step may be done again, so that a start that was killed
 * between two of them is completed by the next.
 */
final class Roles {

  static final String DATABASE = "treadle";

  private Roles() {}

  /** Does nothing when the marker says that all is there: a start then opens no connection. */
  static void setUp(DataDirectory data, int port, Credentials credentials) throws IOException {
    if (Files.exists(data.setUp())) {
      return;
    }
    try {
      makeRoleAndDatabase(port, credentials);
      makeExtension(port, credentials);
    } catch (SQLException failure) {
      throw new EmbeddedPostgresException(
          "The database was started, and its owner could not be set up: " + failure.getMessage(),
          failure);
    }
    Files.writeString(data.setUp(), "1\n", StandardOpenOption.CREATE);
  }

  private static void makeRoleAndDatabase(int port, Credentials credentials) throws SQLException {
    try (Connection connection = connect(port, "postgres", credentials);
        Statement statement = connection.createStatement()) {
      if (!exists(statement, "select from pg_roles where rolname = 'treadle_owner'")) {
        statement.execute("create role treadle_owner login createrole nosuperuser");
      }
      // Letters, digits, - and _ only; the server keeps a SCRAM verifier of it.
      statement.execute("alter role treadle_owner password '" + credentials.owner() + "'");
      if (!exists(statement, "select from pg_database where datname = 'treadle'")) {
        statement.execute("create database treadle owner treadle_owner");
      }
    }
  }

  private static void makeExtension(int port, Credentials credentials) throws SQLException {
    try (Connection connection = connect(port, DATABASE, credentials);
        Statement statement = connection.createStatement()) {
      statement.execute("create extension if not exists pg_trgm");
    }
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private static Connection connect(int port, String database, Credentials credentials)
      throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    return DriverManager.getConnection(url, Credentials.SUPERUSER, credentials.superuser());
  }
}
