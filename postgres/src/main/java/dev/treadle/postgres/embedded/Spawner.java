package dev.treadle.postgres.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Starts every process from one platform thread which lives until the database has stopped.
 *
 * <p>The death signal of Linux (prctl(2), PR_SET_PDEATHSIG) comes when the thread that forked ends,
 * not when its process does: a database forked by a pool's thread would stop with that thread.
 */
final class Spawner implements AutoCloseable {

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("embedded-postgres").unstarted(task));

  /** How a command ended, and what it wrote to both its outputs. */
  record Ended(int code, String output) {

    boolean well() {
      return code == 0;
    }
  }

  /** The environment is made from nothing: ours may hold secrets. */
  Process spawn(List<String> command, Path directory, Redirect output) throws IOException {
    return onThread(
        () -> {
          ProcessBuilder builder =
              new ProcessBuilder(command)
                  .directory(directory.toFile())
                  .redirectErrorStream(true)
                  .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                  .redirectOutput(output);
          Map<String, String> environment = builder.environment();
          environment.clear();
          environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
          environment.put("LC_ALL", "C.UTF-8");
          return builder.start();
        });
  }

  /** Runs a command that writes little to its end, or kills it when its time is over. */
  Ended run(List<String> command, Path directory, Duration limit) throws IOException {
    Process process = spawn(command, directory, Redirect.PIPE);
    try (InputStream output = process.getInputStream()) {
      if (!process.waitFor(limit)) {
        return new Ended(-1, "no end after " + limit.toSeconds() + " seconds");
      }
      byte[] bytes = output.readNBytes(Math.min(output.available(), 1 << 16));
      return new Ended(process.exitValue(), new String(bytes, StandardCharsets.UTF_8).strip());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("The start was interrupted.", interrupted);
    } finally {
      process.destroyForcibly();
    }
  }

  void every(Duration period, Runnable task) {
    var _ =
        thread.scheduleWithFixedDelay(
            task, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private <T> T onThread(Callable<T> task) throws IOException {
    try {
      return thread.submit(task).get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("The start was interrupted.", interrupted);
    } catch (ExecutionException failure) {
      throw new IOException(failure.getCause());
    }
  }
}
