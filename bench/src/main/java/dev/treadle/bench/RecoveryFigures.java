package dev.treadle.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows when a process is killed that drives runs which wait for an answer: the next process
 * takes them up, or another replica when the lease has ended. A run is taken up when the node that
 * was in flight runs again.
 */
final class RecoveryFigures {
  private static final int RECOVERED = 10_000;
  private static final int TAKEN_OVER = 1_000;
  private static final int ROUNDS = 3;

  private RecoveryFigures() {}

  static void print() throws IOException, SQLException {
    try (Scratch scratch = Scratch.make();
        Postgres postgres = Postgres.at(scratch.folder())) {
      recovery(postgres);
    }
    try (Scratch scratch = Scratch.make();
        Postgres postgres = Postgres.at(scratch.folder())) {
      takeover(postgres);
    }
  }

  private static void recovery(Postgres postgres) throws IOException {
    Table table =
        new Table(RECOVERED + " open runs", "from the lease s", "from the start of the JVM s");
    List<Double> leases = new ArrayList<>();
    List<Double> starts = new ArrayList<>();
    ReplicaProcess owner = ReplicaProcess.start(postgres.server(), true);
    owner.open(RECOVERED);
    for (int round = 1; round <= ROUNDS; round++) {
      owner.kill();
      long start = System.nanoTime();
      owner = ReplicaProcess.start(postgres.server(), true);
      long begun = owner.begun(RECOVERED);
      leases.add((begun - owner.leased()) / 1e9);
      starts.add((begun - start) / 1e9);
      table.row("restart " + round, leases.getLast(), starts.getLast());
    }
    owner.kill();
    table.row("median", Sample.median(leases), Sample.median(starts));
    table.print();
  }

  private static void takeover(Postgres postgres) throws IOException, SQLException {
    Table table = new Table(TAKEN_OVER + " open runs", "after the end of the lease s");
    List<Double> all = new ArrayList<>();
    ReplicaProcess owner = ReplicaProcess.start(postgres.server(), true);
    owner.open(TAKEN_OVER);
    for (int round = 1; round <= ROUNDS; round++) {
      ReplicaProcess other = ReplicaProcess.start(postgres.server(), false);
      owner.kill();
      long ends = System.nanoTime() + untilLeaseEnds(postgres, owner);
      all.add((other.begun(TAKEN_OVER) - ends) / 1e9);
      table.row("kill " + round, all.getLast());
      owner = other;
    }
    owner.kill();
    table.row("median", Sample.median(all));
    table.print();
  }

  /** In nanoseconds, by the database's clock. */
  private static long untilLeaseEnds(Postgres postgres, ReplicaProcess owner) throws SQLException {
    long left =
        postgres.number(
            "select 1000 * extract(epoch from expires_at - clock_timestamp())"
                + " from replica where id = '"
                + owner.id()
                + "'");
    return left * 1_000_000;
  }
}
