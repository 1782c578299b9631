package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where everything lies below the data directory.
 *
 * @param root absolute, without symbolic links, so that it can be compared with what the kernel
 *     says of a process
 */
record DataDirectory(Path root) {

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

  /** What initdb is making; whoever holds the lock may delete it. */
  Path unfinished() {
    return root.resolve("database.new");
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
