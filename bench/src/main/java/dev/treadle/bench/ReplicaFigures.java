package dev.treadle.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One replica, and two that share one PostgreSQL; each a process of its own. */
final class ReplicaFigures {
  private static final int PAIRS = 7;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofSeconds(3);

  /**
   * What is called.
   *
   * @param one how many callers a replica has that is alone
   * @param two how many each of two has
   */
  private record Setting(String name, Chain chain, int one, int two) {}

  private static final List<Setting> SETTINGS =
      List.of(
          new Setting("50 ms answers, 64 callers, 64 + 64", Chain.ANSWERS, 64, 64),
          new Setting("50 ms answers, 1,024 callers, 512 + 512", Chain.ANSWERS, 1_024, 512),
          new Setting("nothing waits, 64 callers, 32 + 32", Chain.PURE, 64, 32),
          new Setting("effects of no time, 64 callers, 32 + 32", Chain.EFFECTS, 64, 32));

  private ReplicaFigures() {}

  static void print() throws IOException {
    try (Scratch scratch = Scratch.make();
        Postgres postgres = Postgres.at(scratch.folder());
        ReplicaProcess first = ReplicaProcess.start(postgres.server(), true);
        ReplicaProcess second = ReplicaProcess.start(postgres.server(), false)) {
      for (Setting setting : SETTINGS) {
        first.beginLoad(setting.chain, setting.one, WARM_UP);
        second.beginLoad(setting.chain, setting.one, WARM_UP);
        first.load();
        second.load();
        pairs(setting, first, second);
      }
    }
  }

  private static void pairs(Setting setting, ReplicaProcess first, ReplicaProcess second)
      throws IOException {
    Table table =
        new Table(setting.name, "one, runs/s", "two, runs/s", "ratio", "one CPU µs", "two CPU µs");
    List<Double> ratios = new ArrayList<>();
    for (int pair = 1; pair <= PAIRS; pair++) {
      Rate one = measure(setting, setting.one, List.of(first));
      Rate two = measure(setting, setting.two, List.of(first, second));
      ratios.add(two.perSecond / one.perSecond);
      table.row(
          "pair " + pair, one.perSecond, two.perSecond, ratios.getLast(), one.micros, two.micros);
    }
    table.row("median", "", "", Sample.median(ratios), "", "");
    table.print();
  }

  /**
   * What came of a window.
   *
   * @param micros processor time per run, of the replicas and of PostgreSQL
   */
  private record Rate(double perSecond, double micros) {}

  private static Rate measure(Setting setting, int callers, List<ReplicaProcess> replicas)
      throws IOException {
    Cpu before = Cpu.ofThisProcess();
    for (ReplicaProcess replica : replicas) {
      replica.beginLoad(setting.chain, callers, WINDOW);
    }
    double perSecond = 0;
    for (ReplicaProcess replica : replicas) {
      perSecond += replica.load();
    }
    Cpu spent = Cpu.ofThisProcess().since(before);
    double runs = perSecond * WINDOW.toMillis() / 1_000;
    return new Rate(perSecond, (spent.own() + spent.children()) / runs);
  }
}
