package dev.treadle.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The program in a JVM of its own, as people run it. */
public record Child(Process process, Path out, Path err) implements AutoCloseable {
  /** The API key of its first owner. */
  public static final String KEY = "trd_given-by-the-operator";

  /** Starts it with these arguments. */
  public static Child start(Path folder, Map<String, String> environment, String... arguments) {
    try {
      Path out = Files.createTempFile(folder, "out", ".txt");
      Path err = Files.createTempFile(folder, "err", ".txt");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-cp"));
      command.add(System.getProperty("java.class.path"));
      command.add(Treadle.class.getName());
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      return new Child(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves on a database of its own. */
  public static Child serve(Path folder, Path data) {
    return start(
        folder,
        Map.of(
            "TREADLE_BOOTSTRAP_API_KEY", KEY,
            "TREADLE_BOOTSTRAP_EMAIL", "owner@example.com",
            "TREADLE_BOOTSTRAP_PASSWORD", "a password",
            "TREADLE_EGRESS_ALLOW", "127.0.0.1/32"),
        "serve",
        "--port",
        "0",
        "--data",
        data.toString());
  }

  /** Waits until it says where it serves. */
  public String address() {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() < until && process.isAlive()) {
      String text = output();
      int at = text.indexOf("http://");
      int end = text.indexOf("/api/", Math.max(0, at));
      if (at >= 0 && end > at) {
        return text.substring(at, end);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    throw new AssertionError(output() + errors());
  }

  /** What it said so far. */
  public String output() {
    return text(out);
  }

  /** What it complained of so far. */
  public String errors() {
    return text(err);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its exit code. */
  public int end(Duration patience) throws InterruptedException {
    if (!process.waitFor(patience)) {
      throw new AssertionError("it does not end: " + output() + errors());
    }
    return process.exitValue();
  }

  /** kill -9. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Duration.ofSeconds(20))) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
