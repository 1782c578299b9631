package dev.treadle.server.faults;

import dev.treadle.postgres.embedded.EmbeddedPostgres;
import dev.treadle.postgres.testkit.TestFolders;
import dev.treadle.server.cli.Child;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * Replicas as processes, each at a port of its own for good, on one PostgreSQL that keeps what it
 * acknowledged when its processes are killed.
 */
final class Cluster implements AutoCloseable {
  private final Path folder;
  private final Path data;
  private final Map<String, String> environment;
  private final EmbeddedPostgres postgres;
  private final List<Integer> ports = new ArrayList<>();
  private final List<Child> children = new ArrayList<>();

  private Cluster(Path folder, Path data, EmbeddedPostgres postgres, Map<String, String> settings) {
    this.folder = folder;
    this.data = data;
    this.postgres = postgres;
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "TREADLE_DATABASE_URL",
                postgres.jdbcUrl(),
                "TREADLE_DATABASE_USER",
                postgres.ownerUser(),
                "TREADLE_DATABASE_PASSWORD",
                postgres.ownerPassword(),
                "TREADLE_BOOTSTRAP_API_KEY",
                Child.KEY,
                "TREADLE_BOOTSTRAP_EMAIL",
                "owner@example.com",
                "TREADLE_BOOTSTRAP_PASSWORD",
                "a password",
                "TREADLE_EGRESS_ALLOW",
                "127.0.0.1/32"));
    all.putAll(settings);
    this.environment = Map.copyOf(all);
  }

  /** Starts a database and so many replicas; the first makes the tables. */
  static Cluster start(Path folder, int replicas, Map<String, String> settings) throws IOException {
    Path data = folder.resolve("postgres");
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(
            data,
            TestFolders.settings()
                .withParameter("synchronous_commit", "on")
                .withParameter("max_connections", "200"));
    Cluster cluster = new Cluster(folder, data, postgres, settings);
    for (int i = 0; i < replicas; i++) {
      cluster.ports.add(freePort());
      cluster.children.add(cluster.serve(cluster.ports.get(i)));
      if (i == 0) {
        cluster.children.get(0).address();
      }
    }
    cluster.children.forEach(Child::address);
    return cluster;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Child serve(int port) {
    return Child.start(folder, environment, "serve", "--port", String.valueOf(port));
  }

  int size() {
    return children.size();
  }

  String address(int replica) {
    return "http://127.0.0.1:" + ports.get(replica);
  }

  Child child(int replica) {
    return children.get(replica);
  }

  /** kill -9. */
  void kill(int replica) throws InterruptedException {
    child(replica).kill();
  }

  /** Starts what has ended once more, and waits until it serves. */
  void startAgain(int replica) {
    children.set(replica, serve(ports.get(replica)));
    child(replica).address();
  }

  void pause(int replica) throws IOException, InterruptedException {
    signal("STOP", child(replica).process().pid());
  }

  void goOn(int replica) throws IOException, InterruptedException {
    signal("CONT", child(replica).process().pid());
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).inheritIO().start().waitFor();
  }

  /** What {@code pg_ctl restart -m immediate} does; its own watcher starts it at the same port. */
  void restartDatabase() throws IOException, InterruptedException {
    signal("QUIT", postmaster());
  }

  long postmaster() throws IOException {
    Path file = data.resolve("database").resolve("postmaster.pid");
    return Long.parseLong(Files.readAllLines(file).getFirst().strip());
  }

  /** Ends every session but the one that does it. */
  void killConnections() throws SQLException, IOException {
    execute(
        "select pg_terminate_backend(pid) from pg_stat_activity"
            + " where datname = 'treadle' and pid <> pg_backend_pid()");
  }

  void execute(String sql) throws SQLException, IOException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A connection that sees everything, once the database takes one. */
  Connection superuser() throws SQLException, IOException {
    Properties credentials = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve("database.credentials"))) {
      credentials.load(reader);
    }
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try {
        return DriverManager.getConnection(
            postgres.jdbcUrl(), "postgres", credentials.getProperty("superuser"));
      } catch (SQLException e) {
        if (System.nanoTime() > until) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  @Override
  public void close() {
    children.forEach(child -> child.process().destroyForcibly());
    children.forEach(Child::close);
    postgres.close();
  }
}
