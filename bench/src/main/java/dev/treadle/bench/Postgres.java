package dev.treadle.bench;

import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.embedded.EmbeddedPostgres;
import dev.treadle.postgres.embedded.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The embedded PostgreSQL as the product starts it, and its database opened. */
record Postgres(EmbeddedPostgres server, Database database) implements AutoCloseable {
  static Postgres at(Path folder) {
    EmbeddedPostgres server =
        EmbeddedPostgres.start(folder, Settings.standard().withoutShutdownHook());
    return new Postgres(server, Database.open(settings(server)));
  }

  private static DatabaseSettings settings(EmbeddedPostgres server) {
    return new DatabaseSettings(
        server.jdbcUrl(), server.ownerUser(), new Secret(server.ownerPassword()));
  }

  /** As the owner of the tables. */
  Connection owner() throws SQLException {
    return DriverManager.getConnection(
        server.jdbcUrl(), server.ownerUser(), server.ownerPassword());
  }

  /** What autovacuum does when it comes. */
  void vacuum(String table) throws SQLException {
    try (Connection owner = owner();
        Statement vacuum = owner.createStatement()) {
      vacuum.execute("vacuum analyze " + table);
    }
  }

  /** One number, as the role of the journal sees it. */
  long number(String query) throws SQLException {
    try (Connection connection = database.connectJournal();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** One number, as the owner of the tables sees it. */
  long owned(String query) throws SQLException {
    try (Connection connection = owner();
        var statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() {
    database.close();
    server.close();
  }
}
