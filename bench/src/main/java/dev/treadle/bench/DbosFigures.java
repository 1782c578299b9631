package dev.treadle.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Workflows of five trivial steps beside DBOS Transact for Java: both in this process, both on the
 * same server and database, called by as many callers that wait for the durable end.
 */
final class DbosFigures {
  private static final int PAIRS = 5;
  private static final Callers CALLERS = new Callers(64);

  /** What it takes by itself, and what suits so many callers better. */
  private static final List<Integer> CONNECTIONS = List.of(10, 32);

  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration WINDOW = Duration.ofSeconds(3);

  private DbosFigures() {}

  static void print() throws IOException, InterruptedException, SQLException {
    try (Scratch scratch = Scratch.make();
        Postgres postgres = Postgres.at(scratch.folder())) {
      for (int connections : CONNECTIONS) {
        dbos(postgres, connections, WARM_UP);
      }
      treadle(postgres, Chain.PURE, WARM_UP);
      treadle(postgres, Chain.EFFECTS, WARM_UP);
      for (int connections : CONNECTIONS) {
        pairs(postgres, connections);
      }
      System.out.println(
          "journaled by DBOS: "
              + postgres.owned("select count(*) from dbos.operation_outputs")
              + " steps of "
              + postgres.owned("select count(*) from dbos.workflow_status")
              + " workflows");
    }
  }

  private static void pairs(Postgres postgres, int connections)
      throws InterruptedException, SQLException {
    Table table =
        new Table(
            "DBOS with " + connections + " connections",
            "DBOS/s",
            "pure/s",
            "ratio",
            "effects/s",
            "ratio",
            "DBOS CPU µs JVM + PG",
            "pure CPU µs JVM + PG",
            "DBOS/pure CPU",
            "effects CPU µs JVM + PG",
            "DBOS/effects CPU");
    List<List<Double>> columns = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      columns.add(new ArrayList<>());
    }
    for (int pair = 1; pair <= PAIRS; pair++) {
      Rate dbos = dbos(postgres, connections, WINDOW);
      Rate pure = treadle(postgres, Chain.PURE, WINDOW);
      Rate effects = treadle(postgres, Chain.EFFECTS, WINDOW);
      List<Double> cells =
          List.of(
              dbos.perSecond,
              pure.perSecond,
              pure.perSecond / dbos.perSecond,
              effects.perSecond,
              effects.perSecond / dbos.perSecond,
              dbos.micros() / pure.micros(),
              dbos.micros() / effects.micros());
      for (int i = 0; i < columns.size(); i++) {
        columns.get(i).add(cells.get(i));
      }
      row(table, "pair " + pair, cells, List.of(dbos.cpu(), pure.cpu(), effects.cpu()));
    }
    row(table, "median", columns.stream().map(Sample::median).toList(), List.of("", "", ""));
    table.print();
  }

  private static void row(Table table, String name, List<Double> cells, List<String> cpu) {
    table.row(
        name,
        cells.get(0),
        cells.get(1),
        cells.get(2),
        cells.get(3),
        cells.get(4),
        cpu.get(0),
        cpu.get(1),
        cells.get(5),
        cpu.get(2),
        cells.get(6));
  }

  /**
   * What came of a window.
   *
   * @param each processor time in microseconds per workflow
   */
  private record Rate(double perSecond, Cpu each) {
    double micros() {
      return each.own() + each.children();
    }

    String cpu() {
      return Table.brief(each.own()) + " + " + Table.brief(each.children());
    }
  }

  private static Rate dbos(Postgres postgres, int connections, Duration window)
      throws InterruptedException {
    try (DbosWorkflows workflows = new DbosWorkflows(postgres.server(), connections)) {
      return measure(window, workflows::run);
    }
  }

  private static Rate treadle(Postgres postgres, Chain chain, Duration window)
      throws InterruptedException {
    try (Replica replica =
        new Replica(postgres.database(), new OutsideNode(false), true).claiming()) {
      return measure(window, () -> replica.runToEnd(chain));
    }
  }

  private static Rate measure(Duration window, Runnable one) throws InterruptedException {
    // Connections are made, and threads begun, before the window.
    CALLERS.call(Duration.ofMillis(300), one);
    Cpu before = Cpu.ofThisProcess();
    Callers.Calls calls = CALLERS.call(window, one);
    return new Rate(
        calls.perSecond(), Cpu.ofThisProcess().since(before).per((double) calls.done()));
  }
}
