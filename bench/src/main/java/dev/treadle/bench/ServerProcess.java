package dev.treadle.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** The real server in a process of its own, as {@code ./treadle serve} starts it. */
final class ServerProcess implements AutoCloseable {
  static final String KEY = "trd_figures";
  private static final String READY = "Treadle serves http://";

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it on a free port of loopback; its database lives in {@code data}. */
  static ServerProcess start(Path home, Path data) throws IOException {
    return start(home, data, "");
  }

  /** The same with options for its JVM. */
  static ServerProcess start(Path home, Path data, String options) throws IOException {
    ProcessBuilder builder = builder(home, data, "serve", "--port", "0");
    builder.environment().put("TREADLE_JAVA_OPTS", options);
    Process process = builder.start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(READY)) {
        String address = line.substring(READY.length(), line.indexOf('/', READY.length()));
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        return new ServerProcess(process, port);
      }
    }
    throw new IOException("the server did not start");
  }

  /** A command of the program, its errors shown here. */
  static Process launch(Path home, Path data, String... command) throws IOException {
    return builder(home, data, command).start();
  }

  private static ProcessBuilder builder(Path home, Path data, String... command) {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("treadle").toString());
    builder.command().addAll(List.of(command));
    builder.command().addAll(List.of("--data", data.toString()));
    builder.environment().put("TREADLE_BOOTSTRAP_API_KEY", KEY);
    builder.environment().put("TREADLE_BOOTSTRAP_PASSWORD", KEY);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder;
  }

  int port() {
    return port;
  }

  Cpu cpu() {
    return Cpu.of(process.pid());
  }

  /** What of the process is in memory, in MiB, without its database. */
  double residentMebibytes() throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Integer.parseInt(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS in " + status);
  }

  /** Tells it to stop, and waits until its database has stopped, too. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    } catch (CompletionException late) {
      process.destroyForcibly().onExit().join();
    }
  }
}
