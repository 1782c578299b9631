package dev.treadle.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.security.auth.module.UnixSystem;
import dev.treadle.postgres.testkit.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a place beside the others")
class AccountTest {

  private static final int NOBODY = 65_534;

  private Path folder = Path.of("");

  static boolean root() {
    return new UnixSystem().getUid() == 0;
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(TestFolders.root(), "account-").toRealPath();
  }

  @AfterEach
  void deleteFolder() throws IOException {
    TestFolders.delete(folder);
  }

  @Test
  void worksAndDiesWithItsServerBelowAFolderThatIsClosedToOthers() throws Exception {
    mode("rwx------");
    Path data = folder.resolve("clone/data");
    ServerProcess server = ServerProcess.start(data, data);
    server.ready();
    long pid = PostmasterPid.read(data.resolve("database/postmaster.pid")).orElseThrow().pid();
    server.kill();
    ProcessHandle.of(pid)
        .ifPresent(process -> process.onExit().orTimeout(20, TimeUnit.SECONDS).join());
    assertThat(data.resolve("database/postmaster.pid")).doesNotExist();
    Settings settings = TestFolders.settings().withPrograms(data);
    try (EmbeddedPostgres database = EmbeddedPostgres.start(data, settings)) {
      EmbeddedPostgresTest.connect(database).close();
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  @EnabledIf("root")
  void everyWayForRootGivesAWorkingDatabase() throws Exception {
    mode("rwx------");
    try (Spawner spawner = new Spawner()) {
      Binaries binaries = Binaries.unpack(folder, spawner);
      List<Account> ways = Accounts.candidates();
      assertThat(ways).hasSize(4);
      for (Account way : ways.subList(1, 4)) {
        DataDirectory data = DataDirectory.open(folder.resolve("way-" + ways.indexOf(way)));
        Path made = data.newUnfinished();
        way.give(made);
        Credentials credentials = new Credentials("a", "b");
        Cluster.make(made, binaries, way, credentials, TestFolders.settings(), spawner);
        Files.move(made.resolve("cluster"), data.database());
        Postmaster.start(
                new Postmaster.Launch(
                    data,
                    binaries,
                    way,
                    TestFolders.settings(),
                    ServerLog.open(data.log()),
                    spawner))
            .stop();
      }
    }
  }

  @Test
  @EnabledIf("root")
  void worksForAPlainUser() throws Exception {
    mode("rwxrwxrwx");
    Path data = folder.resolve("data");
    try (ServerProcess server = ServerProcess.startAsNobody(data, TestFolders.root(), fresh())) {
      server.ready();
      assertThat(Files.getAttribute(data.resolve("database"), "unix:uid")).isEqualTo(NOBODY);
    }
    // Then root goes on as that user, and the plain user after root.
    EmbeddedPostgres.start(data, TestFolders.settings()).close();
    try (ServerProcess server = ServerProcess.startAsNobody(data, TestFolders.root(), fresh())) {
      server.ready();
    }
  }

  @Test
  @EnabledIf("root")
  void aPlainUserIsToldThatTheFilesAreRoots() throws Exception {
    mode("rwxr-xr-x");
    Path data = folder.resolve("data");
    EmbeddedPostgres.start(data, TestFolders.settings()).close();
    try (ServerProcess server = ServerProcess.startAsNobody(data, TestFolders.root(), fresh())) {
      assertThat(server.firstLine()).startsWith("The user nobody may not use " + data);
    }
  }

  @Test
  @EnabledIf("root")
  void saysWhyWhenNoUserCanWorkThere() throws Exception {
    try (Spawner spawner = new Spawner()) {
      assertThatThrownBy(() -> Account.forNew(folder, Path.of("/bin/false"), spawner))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("it refuses to run as root");
    }
  }

  @Test
  void takesPathsAsTheyAreWritten() throws Exception {
    Path relative = Path.of("").toAbsolutePath().relativize(folder);
    Path roundabout = relative.resolve("..").resolve(".").resolve(folder.getFileName());
    Path programs = TestFolders.root().resolve(".");
    Settings settings = TestFolders.settings().withPrograms(programs);
    EmbeddedPostgres.start(roundabout.resolve("da ta"), settings).close();
    try (Spawner spawner = new Spawner()) {
      assertThat(Binaries.unpack(roundabout.resolve("new"), spawner).initdb())
          .isExecutable()
          .startsWith(folder.resolve("new"));
    }
  }

  @Test
  void takesTheArchiveOfThePlatform() {
    assertThat(
            Stream.of("Linux/amd64", "Linux/aarch64", "Mac OS X/aarch64", "Mac OS X/x86_64")
                .map(platform -> platform.split("/", -1))
                .map(platform -> Binaries.archive(platform[0], platform[1])))
        .containsExactly(
            "postgres-linux-x86_64.txz",
            "postgres-linux-arm_64.txz",
            "postgres-darwin-arm_64.txz",
            "postgres-darwin-x86_64.txz");
  }

  private Path fresh() throws IOException {
    Path made = Files.createTempDirectory(folder, "classes-");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    return made;
  }

  private void mode(String mode) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
  }
}
