package dev.treadle.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.cli.Sink;
import dev.treadle.server.faults.History.Pause;
import dev.treadle.server.faults.History.Replicas;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three replicas under load, to which everything happens that happens to processes; and what is
 * left afterwards. One round of faults, or {@code -Dfaults=N}.
 */
class FaultsTest {
  private static final Logger LOG = LoggerFactory.getLogger(FaultsTest.class);
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int BURST = 150;
  private static final int ROUNDS = Integer.getInteger("faults", 1);

  @TempDir private Path folder = Path.of("");

  private final List<Instant> deaths = new ArrayList<>();
  private final List<Pause> pauses = new ArrayList<>();

  @Test
  void whateverHappensToReplicasNoRunIsLostAndNothingIsDoneTwice()
      throws IOException, InterruptedException, SQLException {
    try (Sink sink = Sink.open();
        Cluster cluster = Cluster.start(folder, 3, Map.of("TREADLE_LEASE_DURATION", "PT3S"));
        Callers callers = new Callers(cluster)) {
      Archive archive = new Archive(cluster);
      archive.watch();
      List<String> workflows = Workloads.mixed(callers, sink);
      callers.begin(12, workflows, Duration.ofMillis(100));
      until("all are ready", () -> callers.ready().size() == cluster.size());
      for (int round = 0; round < ROUNDS; round++) {
        killOne(cluster, round % cluster.size());
        pauseOne(cluster, callers, (round + 1) % cluster.size(), workflows);
        restartTheDatabase(cluster, callers);
        killConnections(cluster);
      }
      callers.end();
      assertThat(callers.failures()).noneMatch(failure -> failure.contains(" 500 "));
      until("every run has ended", () -> archive.open() == 0);
      Replicas replicas = new Replicas(LEASE, deaths, pauses, archive.staleWrites());
      Check.Result result =
          Check.of(
              new History(
                  callers.accepted(),
                  archive.rows(),
                  archive.journals(),
                  Workloads.effectful(),
                  List.copyOf(sink.log()),
                  replicas));
      LOG.info(
          "accepted={} refused={} takeovers={} slowest={} pauses={}",
          callers.accepted().size(),
          callers.failures().size(),
          result.takeovers().size(),
          result.slowTakeover(),
          pauses);
      assertThat(result.faults()).isEmpty();
      assertThat(result.takeovers()).isNotEmpty();
      assertThat(callers.accepted()).hasSizeGreaterThan(100 * ROUNDS);
      assertThat(sink.log()).hasSizeGreaterThan(50 * ROUNDS);
    }
  }

  /** The process is gone, and a new one comes when its runs have been taken over. */
  private void killOne(Cluster cluster, int replica) throws InterruptedException {
    rest(Duration.ofSeconds(1));
    deaths.add(Instant.now());
    cluster.kill(replica);
    rest(LEASE.plusSeconds(1));
    cluster.startAgain(replica);
  }

  /**
   * It is stopped with many calls of the world in flight: their answers wait for it when it goes
   * on, and what it makes of them has to be refused.
   */
  private void pauseOne(Cluster cluster, Callers callers, int replica, List<String> workflows)
      throws IOException, InterruptedException {
    rest(Duration.ofSeconds(1));
    double before = fenced(callers, replica);
    List<Thread> asking = new ArrayList<>();
    for (int i = 0; i < BURST; i++) {
      asking.add(Thread.ofVirtual().start(() -> callers.execute(replica, workflows.getLast())));
    }
    rest(Duration.ofMillis(150));
    Instant begun = Instant.now();
    deaths.add(begun);
    cluster.pause(replica);
    rest(LEASE.plusSeconds(2));
    cluster.goOn(replica);
    for (Thread thread : asking) {
      thread.join();
    }
    long refused = Math.round(fenced(callers, replica) - before);
    pauses.add(new Pause(begun, refused));
  }

  private static double fenced(Callers callers, int replica)
      throws IOException, InterruptedException {
    String name = "treadle_fenced_batches_total ";
    return callers
        .call(replica, "GET", "/metrics", "")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .sum();
  }

  /** All are ready again by themselves within five seconds after the database is. */
  private static void restartTheDatabase(Cluster cluster, Callers callers)
      throws IOException, InterruptedException, SQLException {
    long before = cluster.postmaster();
    cluster.restartDatabase();
    until("the database is another", () -> isAnother(cluster, before));
    cluster.superuser().close();
    long back = System.nanoTime();
    until("all are ready again", () -> callers.ready().size() == cluster.size());
    assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(Duration.ofSeconds(5));
  }

  private static boolean isAnother(Cluster cluster, long before) {
    try {
      return cluster.postmaster() != before;
    } catch (IOException e) {
      return false;
    }
  }

  private static void killConnections(Cluster cluster) throws SQLException, IOException {
    for (int i = 0; i < 20; i++) {
      cluster.killConnections();
      rest(Duration.ofMillis(100));
    }
  }

  private static void rest(Duration length) {
    long until = System.nanoTime() + length.toNanos();
    while (System.nanoTime() - until < 0) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  /** What may fail while the database is away. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws SQLException, IOException;
  }

  static void until(String what, Condition condition) throws SQLException, IOException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("not so in time: " + what);
      }
      rest(Duration.ofMillis(20));
    }
  }
}
