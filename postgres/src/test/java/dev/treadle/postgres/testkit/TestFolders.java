package dev.treadle.postgres.testkit;

import dev.treadle.postgres.embedded.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders of this user's tests; the unpacked programs stay for the next test run. */
public final class TestFolders {

  private TestFolders() {}

  /** {@code treadle-tests-USER} below {@code java.io.tmpdir}. */
  public static Path root() throws IOException {
    String name = "treadle-tests-" + System.getProperty("user.name");
    return Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), name));
  }

  /** Not durable, shared programs, no shutdown hook: the test closes what it starts. */
  public static Settings settings() throws IOException {
    return Settings.standard()
        .withPrograms(root())
        .withParameter("fsync", "off")
        .withParameter("synchronous_commit", "off")
        .withParameter("full_page_writes", "off")
        .withoutShutdownHook();
  }

  /** Deletes a folder with all it holds. */
  public static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
