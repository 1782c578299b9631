package dev.treadle.bench;

import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.journal.JournalCounts;
import dev.treadle.postgres.journal.JournalWriter;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.lease.PostgresRunStore;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.values.ReplicaId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The journal on a real PostgreSQL that flushes: group commit through its port, against one
 * transaction for each event, against a raw insert of the same rows by one connection.
 */
final class JournalFigures {
  private static final int PAIRS = 7;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final Duration LEASE = Duration.ofHours(1);
  private static final List<Integer> RUNS = List.of(512, 64);

  private JournalFigures() {}

  static void print() throws IOException, InterruptedException, SQLException {
    System.out.println(
        Workload.NODES + " nodes per run, outputs of 300 bytes; " + PAIRS + " pairs in turn.\n");
    for (int runs : RUNS) {
      try (Scratch scratch = Scratch.make();
          Opened opened = Opened.at(scratch.folder())) {
        throughput(opened, runs);
      }
    }
    try (Scratch scratch = Scratch.make()) {
      try (Opened opened = Opened.at(scratch.folder())) {
        Workload.with(512, opened.journal).run(WARM_UP);
      }
      // A stop ends with a checkpoint, after which the first change of each page is logged whole.
      try (Opened opened = Opened.at(scratch.folder())) {
        wal(opened);
      }
    }
  }

  private static void throughput(Opened opened, int runs)
      throws InterruptedException, SQLException {
    try (NaiveWriter naive = new NaiveWriter(opened.postgres.database())) {
      RawInsert raw = new RawInsert(opened.postgres.database());
      Workload.with(runs, naive).run(WARM_UP);
      Workload.with(runs, opened.journal).run(WARM_UP);
      raw.run(WARM_UP);
      pairs(opened, runs, naive, raw);
    }
  }

  private static void pairs(Opened opened, int runs, NaiveWriter naive, RawInsert raw)
      throws InterruptedException, SQLException {
    Table table =
        new Table(
            runs + " runs",
            "naive nodes/s",
            "group nodes/s",
            "ratio",
            "raw rows/s",
            "group rows/raw",
            "naive CPU µs/node JVM + PG",
            "group CPU µs/node JVM + PG",
            "raw CPU µs/row JVM + PG",
            "WAL B/node");
    List<List<Double>> columns =
        List.of(
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (int pair = 1; pair <= PAIRS; pair++) {
      Rate one = Workload.with(runs, naive).run(WINDOW);
      long from = opened.walPosition();
      Rate many = Workload.with(runs, opened.journal).run(WINDOW);
      double wal = (opened.walPosition() - from) / many.nodes();
      Rate bare = raw.run(WINDOW);
      double ratio = many.perSecond() / one.perSecond();
      double rows = many.perSecond() * Workload.FRAMES / Workload.NODES;
      List<Double> cells =
          List.of(
              one.perSecond(), many.perSecond(), ratio, bare.perSecond(), rows / bare.perSecond());
      for (int i = 0; i < cells.size(); i++) {
        columns.get(i).add(cells.get(i));
      }
      table.row(
          "pair " + pair,
          cells.get(0),
          cells.get(1),
          cells.get(2),
          cells.get(3),
          cells.get(4),
          one.cpu(),
          many.cpu(),
          bare.cpu(),
          wal);
    }
    List<Double> medians = columns.stream().map(Sample::median).toList();
    table.row(
        "median",
        medians.get(0),
        medians.get(1),
        medians.get(2),
        medians.get(3),
        medians.get(4),
        "",
        "",
        "",
        "");
    table.print();
  }

  private static void wal(Opened opened) throws InterruptedException, SQLException {
    Table table = new Table("WAL of group commit, 512 runs", "nodes", "B/node", "pages whole");
    for (String window : List.of("first after a checkpoint", "second", "third")) {
      long pages = opened.wholePages();
      long from = opened.walPosition();
      Rate rate = Workload.with(512, opened.journal).run(WINDOW);
      double bytes = (opened.walPosition() - from) / rate.nodes();
      table.row(window, rate.nodes(), bytes, opened.wholePages() - pages);
    }
    table.print();
  }

  /**
   * What came of a window.
   *
   * @param each processor time in microseconds per node
   */
  record Rate(double nodes, double seconds, Cpu each) {
    double perSecond() {
      return nodes / seconds;
    }

    String cpu() {
      return Table.brief(each.own()) + " + " + Table.brief(each.children());
    }
  }

  private record Opened(Postgres postgres, PostgresJournal journal) implements AutoCloseable {
    static Opened at(Path folder) {
      Postgres postgres = Postgres.at(folder);
      Database database = postgres.database();
      Lease lease =
          new PostgresRunStore(database.journal(), Concurrency.USUAL)
              .register(new ReplicaId(UUID.randomUUID()), LEASE);
      PostgresJournal journal =
          new PostgresJournal(
              database.journal(),
              new JournalWriter.Link(database::connectJournal, lease, new JournalCounts()));
      return new Opened(postgres, journal);
    }

    /** How many bytes were ever logged. */
    long walPosition() throws SQLException {
      return postgres.number("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn");
    }

    /** How many pages were logged whole. */
    long wholePages() throws SQLException {
      return postgres.number("select wal_fpi from pg_stat_wal");
    }

    @Override
    public void close() {
      journal.close();
      postgres.close();
    }
  }
}
