package dev.treadle.server.quality;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The Java files of all modules, in the tree that is being built. */
final class Sources {
  private Sources() {}

  /** A file and its text. */
  record Source(Path path, String text) {
    boolean isTest() {
      return path.toString().contains("/src/test/");
    }

    boolean isIn(String module) {
      return path.startsWith(Path.of(module));
    }

    List<String> lines() {
      return text.lines().toList();
    }
  }

  static List<Source> all() {
    Path root = root();
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> root.relativize(file).toString().contains("src/"))
          .map(file -> new Source(root.relativize(file), read(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path root() {
    Path module = Path.of("").toAbsolutePath();
    return Files.exists(module.resolve("treadle"))
        ? module
        : Objects.requireNonNull(module.getParent());
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
