package dev.treadle.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.testkit.TestFolders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a place beside the others")
class CrashTest {

  private Path data = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    data = Files.createTempDirectory(TestFolders.root(), "crash-").toRealPath();
  }

  @AfterEach
  void deleteFolder() throws IOException {
    TestFolders.delete(data);
  }

  @Test
  void theDatabaseStopsCleanlyWhenItsServerIsKilled() throws Exception {
    ServerProcess server = ServerProcess.start(data, TestFolders.root());
    server.ready();
    long pid = postmaster();
    server.kill();
    await(() -> ProcessHandle.of(pid).isEmpty());
    assertThat(pidFile()).doesNotExist();
    assertThat(Files.readString(data.resolve("log/postgresql.log")))
        .contains("database system is shut down");
    restart();
  }

  @Test
  void aStartDuringTheShutdownOfAKilledServersDatabaseWaitsForIt() throws Exception {
    ServerProcess server = ServerProcess.start(data, TestFolders.root());
    server.ready();
    server.kill();
    restart();
  }

  @Test
  void aDatabaseThatNeverHeardOfItsServersDeathIsStopped() throws Exception {
    ServerProcess server = ServerProcess.start(data, TestFolders.root());
    server.ready();
    long pid = postmaster();
    signal("STOP", pid);
    server.kill();
    signal("CONT", pid);
    restart();
    await(() -> ProcessHandle.of(pid).isEmpty());
  }

  @Test
  void bothKilledLeaveAStalePidFileThatDoesNoHarm() throws Exception {
    ServerProcess server = ServerProcess.start(data, TestFolders.root());
    server.ready();
    long pid = postmaster();
    signal("STOP", pid);
    server.kill();
    signal("KILL", pid);
    await(() -> ProcessHandle.of(pid).isEmpty());
    assertThat(pidFile()).exists();
    restart();
  }

  @Test
  void aPidFileWithTheIdOfALivingStrangerDoesNoHarm() throws Exception {
    ServerProcess server = ServerProcess.start(data, TestFolders.root());
    server.ready();
    long pid = postmaster();
    String text = Files.readString(pidFile());
    server.kill();
    await(() -> ProcessHandle.of(pid).isEmpty());
    long stranger = ProcessHandle.current().pid();
    Files.writeString(pidFile(), text.replaceFirst("\\d+", Long.toString(stranger)));
    restart();
  }

  @Test
  void aFirstStartKilledWhileUnpackingIsDoneAgain() throws Exception {
    ServerProcess server = ServerProcess.start(data, data);
    await(() -> files("/.unpacking-").anyMatch(path -> path.endsWith("initdb")));
    server.kill();
    restart();
    assertThat(files("/.unpacking-")).isEmpty();
  }

  @Test
  void aFirstStartKilledDuringInitdbIsDoneAgain() throws Exception {
    ServerProcess server = ServerProcess.start(data, TestFolders.root());
    await(() -> files("database.new-").anyMatch(path -> path.endsWith("PG_VERSION")));
    server.kill();
    assertThat(data.resolve("database")).doesNotExist();
    restart();
    restart();
    assertThat(files("database.new-")).isEmpty();
  }

  @Test
  void aFirstStartKilledBeforeTheRolesWereMadeIsCompleted() throws Exception {
    restart();
    Files.delete(data.resolve("database/treadle.setup"));
    restart();
    assertThat(data.resolve("database/treadle.setup")).exists();
  }

  @Test
  void committedRowsSurviveTheKillOfEverything() throws Exception {
    Settings durable = Settings.standard().withPrograms(TestFolders.root()).withoutShutdownHook();
    EmbeddedPostgres first = EmbeddedPostgres.start(data, durable);
    try (Connection connection = EmbeddedPostgresTest.connect(first)) {
      connection.createStatement().execute("create table t as select 42 as n");
    }
    signal("KILL", postmaster());
    await(() -> !first.isAlive());
    first.close();
    try (EmbeddedPostgres again = EmbeddedPostgres.start(data, durable);
        Connection connection = EmbeddedPostgresTest.connect(again)) {
      assertThat(EmbeddedPostgresTest.ask(connection, "select n from t")).isEqualTo("42");
    }
  }

  private void restart() throws Exception {
    try (EmbeddedPostgres database = EmbeddedPostgres.start(data, TestFolders.settings());
        Connection connection = EmbeddedPostgresTest.connect(database)) {
      assertThat(EmbeddedPostgresTest.ask(connection, "select 1")).isEqualTo("1");
    }
  }

  /** The files whose path contains the part. */
  private Stream<Path> files(String part) {
    try (Stream<Path> paths = Files.walk(data)) {
      return paths.filter(path -> path.toString().contains(part)).toList().stream();
    } catch (IOException | UncheckedIOException vanishing) {
      return Stream.empty();
    }
  }

  private Path pidFile() {
    return data.resolve("database/postmaster.pid");
  }

  private long postmaster() throws IOException {
    Optional<PostmasterPid> file = PostmasterPid.read(pidFile());
    return file.orElseThrow().pid();
  }

  private static void signal(String name, long pid) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, "" + pid).start().waitFor()).isZero();
  }

  private static void await(BooleanSupplier condition) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(deadline.passed()).as("in time").isFalse();
      LockSupport.parkNanos(1_000_000);
    }
  }
}
