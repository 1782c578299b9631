package dev.treadle.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.postgres.testkit.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a place beside the others")
class EmbeddedPostgresTest {

  private Path data = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    data = Files.createTempDirectory(TestFolders.root(), "data-");
  }

  @AfterEach
  void deleteFolder() throws IOException {
    TestFolders.delete(data);
  }

  @Test
  void keepsRowsAcrossARestart() throws Exception {
    try (EmbeddedPostgres database = start();
        Connection connection = connect(database)) {
      connection.createStatement().execute("create table t as select 42 as n");
    }
    try (EmbeddedPostgres database = start();
        Connection connection = connect(database)) {
      assertThat(ask(connection, "select n from t")).isEqualTo("42");
    }
  }

  @Test
  void stopsOnCloseAndLeavesNoProcess() throws IOException {
    EmbeddedPostgres database = start();
    long pid = PostmasterPid.read(data.resolve("database/postmaster.pid")).orElseThrow().pid();
    assertThat(database.isAlive()).isTrue();
    database.close();
    database.close();
    assertThat(database.isAlive()).isFalse();
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(data.resolve("database/postmaster.pid")).doesNotExist();
  }

  @Test
  void asksEveryConnectionForItsPassword() throws IOException {
    try (EmbeddedPostgres database = start()) {
      for (String user : new String[] {"postgres", database.ownerUser()}) {
        Properties none = new Properties();
        none.setProperty("user", user);
        assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), none))
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> DriverManager.getConnection(database.jdbcUrl(), user, "wrong"))
            .hasMessageContaining("password authentication failed");
      }
      assertThat(Files.readString(data.resolve("database/pg_hba.conf")).lines())
          .noneMatch(line -> !line.startsWith("#") && line.contains("trust"));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(data.resolve("database.credentials"))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void givesTheOwnerItsDatabaseAndNoMore() throws Exception {
    try (EmbeddedPostgres database = start();
        Connection connection = connect(database)) {
      assertThat(
              ask(
                  connection,
                  "select format('%s %s %s %s', rolsuper, rolcreaterole, rolbypassrls,"
                      + " rolcanlogin) from pg_roles where rolname = current_user"))
          .isEqualTo("f t f t");
      assertThat(
              ask(
                  connection,
                  "select pg_get_userbyid(datdba) || ' ' || datlocale || ' ' ||"
                      + " pg_encoding_to_char(encoding) from pg_database where datname ="
                      + " current_database()"))
          .isEqualTo("treadle_owner C.UTF-8 UTF8");
      assertThat(ask(connection, "select lower('ÄÉ') || similarity('Ärger', 'ärger')"))
          .isEqualTo("äé1");
      assertThat(ask(connection, "show server_version")).startsWith("18.");
      assertThat(ask(connection, "show data_checksums")).isEqualTo("on");
      connection.createStatement().execute("create role treadle_app_of_test login");
    }
  }

  @Test
  void isDurableUnlessToldOtherwise() throws Exception {
    Settings durable = Settings.standard().withPrograms(TestFolders.root()).withoutShutdownHook();
    try (EmbeddedPostgres database = EmbeddedPostgres.start(data, durable);
        Connection connection = connect(database)) {
      for (String name : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        assertThat(ask(connection, "show " + name)).isEqualTo("on");
      }
    }
  }

  @Test
  void keepsStatementsAndValuesOutOfItsLog() throws Exception {
    try (EmbeddedPostgres database = start();
        Connection connection = connect(database)) {
      connection.createStatement().execute("create table t (n text primary key)");
      connection.createStatement().execute("insert into t values ('a secret')");
      assertThatThrownBy(
              () -> connection.createStatement().execute("insert into t values ('a secret')"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(Files.readString(data.resolve("log/postgresql.log")))
        .contains("duplicate key")
        .doesNotContain("a secret");
  }

  @Test
  void refusesASecondStartInTheSameProcess() throws Exception {
    try (EmbeddedPostgres database = start()) {
      assertThatThrownBy(this::start)
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageStartingWith("Another server is running on the data directory " + data);
      try (ServerProcess other = ServerProcess.start(data, TestFolders.root())) {
        assertThat(other.firstLine()).startsWith("Another server is running");
      }
      assertThat(database.isAlive()).isTrue();
    }
  }

  @Test
  void refusesTheDatabaseOfAnotherVersion() throws IOException {
    start().close();
    Files.writeString(data.resolve("database/PG_VERSION"), "15\n");
    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("was made by PostgreSQL 15, and this server brings PostgreSQL 18");
  }

  @Test
  void refusesAFolderOfSomethingElse() throws IOException {
    Files.createDirectories(data.resolve("database"));
    Files.writeString(data.resolve("database/notes.txt"), "mine");
    assertThatThrownBy(this::start)
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("PG_VERSION");
    assertThat(data.resolve("database/notes.txt")).exists();
  }

  @Test
  void saysTheEndOfTheLogWhenPostgresDoesNotStart() throws IOException {
    Settings broken = TestFolders.settings().withParameter("shared_buffers", "a lot");
    assertThatThrownBy(() -> EmbeddedPostgres.start(data, broken))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    start().close();
  }

  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.start(data, TestFolders.settings());
  }

  static Connection connect(EmbeddedPostgres database) throws SQLException {
    return DriverManager.getConnection(
        database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
  }

  static String ask(Connection connection, String query) throws SQLException {
    try (ResultSet rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }
}
