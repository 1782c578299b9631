package dev.treadle.postgres.testkit;

import dev.treadle.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * One server for all tests of a JVM, started at the first call and removed at the JVM's exit; or
 * the one that {@code TREADLE_TEST_DATABASE_URL} names, with its {@code _USER} and {@code
 * _PASSWORD}, who may make databases and roles.
 *
 * <p>The databases are their own, the roles are the server's: a role that one test makes, all see.
 */
public final class TestPostgres {
  private static final String GIVEN = "TREADLE_TEST_DATABASE_";
  private static final String PREFIX = "run-";

  private final Connection maker;
  private final String address;
  private final Database initial;
  private int databases;

  /**
   * On a server that runs.
   *
   * @param maker makes databases
   * @param initial what a new one is a copy of; its owner is theirs
   */
  private TestPostgres(Connection maker, Database initial) {
    this.maker = maker;
    this.initial = initial;
    this.address = initial.jdbcUrl.substring(0, initial.jdbcUrl.lastIndexOf('/') + 1);
  }

  /** A database and the role that owns it: {@code CREATEROLE}, not a superuser. */
  public record Database(String jdbcUrl, String user, String password) {
    private String name() {
      return jdbcUrl.substring(jdbcUrl.lastIndexOf('/') + 1);
    }
  }

  private static final class Shared {
    static final TestPostgres SERVER = System.getenv(GIVEN + "URL") == null ? start() : given();
  }

  /** A fresh database, of nobody else. */
  public static Database database() {
    try {
      return Shared.SERVER.create();
    } catch (SQLException failure) {
      throw new IllegalStateException("no test database", failure);
    }
  }

  private synchronized Database create() throws SQLException {
    databases++;
    String name = "test_" + ProcessHandle.current().pid() + "_" + databases;
    try (Statement statement = maker.createStatement()) {
      // The owner's own database is the template: it is what a first start finds.
      statement.execute(
          "create database "
              + name
              + " template "
              + initial.name()
              + " owner "
              + initial.user
              + " strategy file_copy");
    }
    return new Database(address + name, initial.user, initial.password);
  }

  private static TestPostgres given() {
    Database initial = new Database(setting("URL"), setting("USER"), setting("PASSWORD"));
    String maintenance = initial.jdbcUrl.replaceFirst("/[^/]+$", "/postgres");
    try {
      Connection maker = DriverManager.getConnection(maintenance, initial.user, initial.password);
      return new TestPostgres(maker, initial);
    } catch (SQLException failure) {
      throw new IllegalStateException("no test server at " + initial.jdbcUrl, failure);
    }
  }

  private static String setting(String name) {
    return Objects.requireNonNull(System.getenv(GIVEN + name), GIVEN + name + " is not set");
  }

  private static TestPostgres start() {
    try {
      Path root = TestFolders.root();
      removeLeft(root);
      Path data = Files.createTempDirectory(root, PREFIX + ProcessHandle.current().pid() + "-");
      EmbeddedPostgres server =
          EmbeddedPostgres.start(
              data, TestFolders.settings().withParameter("max_connections", "200"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(server, data)));
      String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/treadle";
      return new TestPostgres(
          superuser(server, data), new Database(url, server.ownerUser(), server.ownerPassword()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (SQLException failure) {
      throw new IllegalStateException("no test server", failure);
    }
  }

  private static Connection superuser(EmbeddedPostgres server, Path data)
      throws IOException, SQLException {
    Properties credentials = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve("database.credentials"))) {
      credentials.load(reader);
    }
    String url = "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres";
    return DriverManager.getConnection(url, "postgres", credentials.getProperty("superuser"));
  }

  private static void remove(EmbeddedPostgres server, Path data) {
    server.close();
    try {
      TestFolders.delete(data);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A JVM that was killed could not remove its folder; its database has ended with it. */
  private static void removeLeft(Path root) throws IOException {
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(TestPostgres::ofDeadProcess).toList()) {
        try {
          TestFolders.delete(folder);
        } catch (IOException stillStopping) {
          // The next test run will remove it.
        }
      }
    }
  }

  private static boolean ofDeadProcess(Path folder) {
    String name = String.valueOf(folder.getFileName());
    if (!name.startsWith(PREFIX)) {
      return false;
    }
    String pid = name.substring(PREFIX.length()).replaceFirst("-.*", "");
    return ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }
}
