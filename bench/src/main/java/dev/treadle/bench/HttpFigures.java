package dev.treadle.bench;

import dev.treadle.bench.Load.Kept;
import dev.treadle.bench.Load.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Executions of the lead qualification through HTTP, answered at their end. */
final class HttpFigures {
  private static final int CONNECTIONS = 16;
  private static final int WINDOWS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration WINDOW = Duration.ofSeconds(6);
  private static final Duration ALONE = Duration.ofSeconds(3);

  private final Path home;

  HttpFigures(Path home) {
    this.home = home;
  }

  void print() throws IOException, InterruptedException, ExecutionException {
    try (Scratch scratch = Scratch.make();
        ServerProcess server = ServerProcess.start(home, scratch.folder())) {
      Leads leads = Leads.create(home, server.port());
      Load many = new Load(leads, server.port(), CONNECTIONS);
      Load one = new Load(leads, server.port(), 1);
      List<Result> all = new ArrayList<>();
      all.add(many.run(WARM_UP));
      System.out.println(
          "16 connections, then 1, "
              + WINDOWS
              + " times in turn; CPU in milliseconds per execution.\n");
      Table table =
          new Table(
              "connections",
              "executions/s",
              "p50 ms",
              "p99 ms",
              "errors",
              "CPU server",
              "CPU PostgreSQL");
      Windows under = new Windows();
      Windows alone = new Windows();
      for (int i = 0; i < WINDOWS; i++) {
        all.add(under.measure(many, WINDOW, server, table));
        all.add(alone.measure(one, ALONE, server, table));
      }
      under.median("median of " + CONNECTIONS, table);
      alone.median("median of 1", table);
      table.print();
      System.out.printf("resident set of the server: %.0f MiB%n", server.residentMebibytes());
      verify(leads, server.port(), all);
    }
  }

  private static final class Windows {
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> middles = new ArrayList<>();
    private final List<Double> tails = new ArrayList<>();
    private final List<Double> serverMillis = new ArrayList<>();
    private final List<Double> databaseMillis = new ArrayList<>();
    private int errors;

    Result measure(Load load, Duration duration, ServerProcess server, Table table)
        throws InterruptedException, ExecutionException {
      Cpu before = server.cpu();
      Result result = load.run(duration);
      Cpu each = server.cpu().since(before).per(result.millis().count() * 1_000.0);
      rates.add(result.perSecond());
      middles.add(result.millis().quantile(0.5));
      tails.add(result.millis().quantile(0.99));
      serverMillis.add(each.own());
      databaseMillis.add(each.children());
      errors += result.errors();
      table.row(
          load.connections(),
          result.perSecond(),
          result.millis().quantile(0.5),
          result.millis().quantile(0.99),
          result.errors(),
          each.own(),
          each.children());
      return result;
    }

    void median(String name, Table table) {
      table.row(
          name,
          Sample.median(rates),
          Sample.median(middles),
          Sample.median(tails),
          errors,
          Sample.median(serverMillis),
          Sample.median(databaseMillis));
    }
  }

  private static void verify(Leads leads, int port, List<Result> all) throws IOException {
    int answered = all.stream().mapToInt(result -> result.millis().count() - result.errors()).sum();
    List<Kept> sample = all.stream().flatMap(result -> result.kept().stream()).toList();
    try (HttpConnection connection = new HttpConnection(port)) {
      int missing = 0;
      for (Kept kept : sample) {
        missing += Leads.isKept(connection, kept.execution(), kept.output()) ? 0 : 1;
      }
      System.out.printf(
          "answered %,d, completed in the database %,d; read back %,d with their whole log, wrong"
              + " or missing: %d%n",
          answered, leads.kept(connection), sample.size(), missing);
    }
  }
}
