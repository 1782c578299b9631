package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything lies below the data directory.
 *
 * @param root absolute, without symbolic links, so that it can be compared with what the kernel
 *     says of a process
 */
record DataDirectory(Path root) {

  private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
  private static final String UNFINISHED = "database.new-";

  /** Makes the folder where it is missing. */
  static DataDirectory open(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path);
    }
    return new DataDirectory(path.toRealPath());
  }

  Path lock() {
    return root.resolve("treadle.lock");
  }

  /** The cluster; it has this name only when initdb has completed. */
  Path database() {
    return root.resolve("database");
  }

  /**
   * A new folder for initdb. Its name is never used again: an initdb whose server was killed
   * removes its own folder, perhaps after the next server has begun.
   */
  Path newUnfinished() throws IOException {
    return Files.createTempDirectory(root, UNFINISHED);
  }

  /** Deletes what killed starts have left, as far as nobody is still busy in it. */
  void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(root, "{" + UNFINISHED + "," + Binaries.UNFINISHED + "}*")) {
      for (Path folder : left) {
        try {
          delete(folder);
        } catch (IOException | UncheckedIOException busy) {
          LOG.info("what a killed start left stays for the next start to remove");
        }
      }
    }
  }

  Path credentials() {
    return root.resolve("database.credentials");
  }

  Path log() {
    return root.resolve("log").resolve("postgresql.log");
  }

  /** Present when role, database and extension have been made. */
  Path setUp() {
    return database().resolve("treadle.setup");
  }

  Path postmasterPid() {
    return database().resolve("postmaster.pid");
  }

  /** Waits until the names in the folder are on disk. */
  void force() throws IOException {
    try (FileChannel folder = FileChannel.open(root, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Deletes a folder with all it holds; nothing when there is none. */
  static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (NoSuchFileException missing) {
      return;
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
