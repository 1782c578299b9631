package dev.treadle.bench;

import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * A {@link Replica} in a process of its own, which can be killed. It is told what to do by lines
 * and answers each with one.
 */
public final class ReplicaProcess implements AutoCloseable {
  private static final String URL = "TREADLE_BENCH_URL";
  private static final String USER = "TREADLE_BENCH_USER";
  private static final String PASSWORD = "TREADLE_BENCH_PASSWORD";

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;
  private final UUID id;
  private final long leased;

  private ReplicaProcess(Process process) throws IOException {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    List<String> lease = List.of(answer().split(" ", -1));
    this.id = UUID.fromString(lease.get(0));
    this.leased = Long.parseLong(lease.get(1));
  }

  /**
   * Starts it, and returns when it has its lease.
   *
   * @param alone whether every other lease is over then
   */
  static ReplicaProcess start(EmbeddedPostgres postgres, boolean alone) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            "-classpath",
            System.getProperty("java.class.path"),
            ReplicaProcess.class.getName(),
            String.valueOf(alone));
    builder.environment().put(URL, postgres.jdbcUrl());
    builder.environment().put(USER, postgres.ownerUser());
    builder.environment().put(PASSWORD, postgres.ownerPassword());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new ReplicaProcess(builder.start());
  }

  UUID id() {
    return id;
  }

  /** When its lease began, by {@link System#nanoTime}, which processes share on Linux. */
  long leased() {
    return leased;
  }

  /** Begins runs of {@link Chain#OPEN}; all of them wait for an answer when this returns. */
  void open(int runs) throws IOException {
    order("open " + runs);
    answer();
  }

  /**
   * Waits until it has begun so many effects.
   *
   * @return when the last of them began, by {@link System#nanoTime}
   */
  long begun(int effects) throws IOException {
    order("begun " + effects);
    return Long.parseLong(answer());
  }

  /** Has a closed loop of callers begin; {@link #load()} says what came of it. */
  void beginLoad(Chain chain, int callers, Duration window) throws IOException {
    order("load " + chain + " " + callers + " " + window.toMillis());
  }

  /** How many runs have ended per second. */
  double load() throws IOException {
    return Double.parseDouble(answer());
  }

  private void order(String line) throws IOException {
    orders.write(line + "\n");
    orders.flush();
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the replica has ended");
    }
    return line;
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** The process itself. */
  public static void main(String[] arguments) throws Exception {
    DatabaseSettings settings =
        new DatabaseSettings(
            System.getenv(URL), System.getenv(USER), new Secret(System.getenv(PASSWORD)));
    OutsideNode outside = new OutsideNode(false);
    try (Database database = Database.open(settings)) {
      long leased = System.nanoTime();
      Replica replica =
          new Replica(database, outside, Boolean.parseBoolean(arguments[0])).claiming();
      System.out.println(replica.id() + " " + leased);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        List<String> words = List.of(line.split(" ", -1));
        System.out.println(
            switch (words.getFirst()) {
              case "open" -> open(replica, outside, Integer.parseInt(words.get(1)));
              case "begun" -> begun(outside, Integer.parseInt(words.get(1)));
              case "load" -> load(replica, words);
              default -> throw new IllegalArgumentException(line);
            });
      }
    }
  }

  private static String open(Replica replica, OutsideNode outside, int runs) {
    List<Replica.Begun> begun = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      begun.add(replica.begin(Chain.OPEN, Map.of("n", 0)));
    }
    begun.forEach(run -> run.accepted().join());
    await(outside, runs);
    return "open";
  }

  private static String begun(OutsideNode outside, int effects) {
    await(outside, effects);
    return String.valueOf(outside.lastBegin());
  }

  private static void await(OutsideNode outside, int begins) {
    while (outside.begins() < begins) {
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static String load(Replica replica, List<String> words) throws InterruptedException {
    Chain chain = Chain.valueOf(words.get(1));
    Callers callers = new Callers(Integer.parseInt(words.get(2)));
    Duration window = Duration.ofMillis(Long.parseLong(words.get(3)));
    return String.valueOf(callers.call(window, () -> replica.runToEnd(chain)).perSecond());
  }
}
