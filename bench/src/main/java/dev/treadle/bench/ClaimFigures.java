package dev.treadle.bench;

import dev.treadle.postgres.lease.PostgresRunStore;
import dev.treadle.values.ReplicaId;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Claims of runs whose time has come, 100 at a time, by one replica and by several. */
final class ClaimFigures {
  private static final int RUNS = 200_000;
  private static final int BATCH = 100;
  private static final int ROUNDS = 3;
  private static final List<Integer> CLAIMERS = List.of(1, 4);
  private static final Duration LEASE = Duration.ofHours(1);

  /** Due one after another, of 50 organizations and 500 workflows. */
  private static final String READY =
      """
      insert into execution (organization_id, id, workflow_id, workflow_version, status, owner,
          started_at, completed_at, wake_at, nodes_executed, tokens_used, cost)
      select md5('o' || i % 50)::uuid, uuidv7(), md5('w' || i % 500)::uuid, 1, 'WAITING', null,
             now() - interval '1 hour', null, now() - interval '1 hour' + i * interval '1 ms',
             1, 0, 0
        from generate_series(1, ?) i
      """;

  private ClaimFigures() {}

  static void print() throws IOException, InterruptedException, SQLException, ExecutionException {
    try (Scratch scratch = Scratch.make();
        Postgres postgres = Postgres.at(scratch.folder())) {
      Table table =
          new Table(
              RUNS + " runs", "claims/s", "p50 ms", "p99 ms", "CPU µs/claim JVM + PG", "twice");
      for (int claimers : CLAIMERS) {
        List<Double> rates = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
          fill(postgres);
          Claimed claimed = claim(postgres, claimers);
          rates.add(claimed.perSecond);
          table.row(
              claimers + " claiming, round " + round,
              claimed.perSecond,
              claimed.millis.quantile(0.5),
              claimed.millis.quantile(0.99),
              Table.brief(claimed.each.own()) + " + " + Table.brief(claimed.each.children()),
              claimed.twice);
        }
        table.row(claimers + " claiming, median", Sample.median(rates), "", "", "", "");
      }
      table.print();
    }
  }

  private static void fill(Postgres postgres) throws SQLException {
    try (Connection journal = postgres.database().connectJournal();
        PreparedStatement runs = journal.prepareStatement(READY)) {
      runs.setInt(1, RUNS);
      runs.executeUpdate();
    }
    postgres.vacuum("execution");
  }

  /**
   * What came of a round.
   *
   * @param millis how long each call took
   * @param twice how many runs were claimed more than once
   */
  private record Claimed(double perSecond, Sample millis, Cpu each, int twice) {}

  private static Claimed claim(Postgres postgres, int claimers)
      throws InterruptedException, ExecutionException {
    PostgresRunStore store = new PostgresRunStore(postgres.database().journal());
    Set<UUID> seen = ConcurrentHashMap.newKeySet();
    ExecutorService threads = Executors.newFixedThreadPool(claimers);
    try {
      Cpu before = Cpu.ofThisProcess();
      long start = System.nanoTime();
      List<Future<Lane>> lanes = new ArrayList<>();
      for (int i = 0; i < claimers; i++) {
        lanes.add(threads.submit(() -> drain(store, seen)));
      }
      Sample millis = new Sample();
      int claimed = 0;
      for (Future<Lane> lane : lanes) {
        millis.addAll(lane.get().millis);
        claimed += lane.get().claimed;
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      if (seen.size() != RUNS) {
        throw new IllegalStateException(seen.size() + " runs were claimed");
      }
      Cpu each = Cpu.ofThisProcess().since(before).per(claimed);
      return new Claimed(claimed / seconds, millis, each, claimed - seen.size());
    } finally {
      threads.shutdownNow();
    }
  }

  private record Lane(Sample millis, int claimed) {}

  private static Lane drain(PostgresRunStore store, Set<UUID> seen) {
    ReplicaId replica = store.register(new ReplicaId(UUID.randomUUID()), LEASE).replica();
    Sample millis = new Sample();
    int claimed = 0;
    while (true) {
      long begun = System.nanoTime();
      var runs = store.claimReady(replica, BATCH);
      if (runs.isEmpty()) {
        return new Lane(millis, claimed);
      }
      millis.add((System.nanoTime() - begun) / 1e6);
      claimed += runs.size();
      runs.forEach(run -> seen.add(run.execution().value()));
    }
  }
}
