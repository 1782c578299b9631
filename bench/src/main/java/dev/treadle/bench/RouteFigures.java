package dev.treadle.bench;

import dev.treadle.bench.RouteLoad.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** What a request costs the server: creates, gets and executions by 16 connections, in turn. */
final class RouteFigures {
  private static final int WINDOWS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration WINDOW = Duration.ofSeconds(4);

  private final Path home;

  RouteFigures(Path home) {
    this.home = home;
  }

  void print() throws IOException, InterruptedException, ExecutionException {
    try (Scratch scratch = Scratch.make();
        ServerProcess server = ServerProcess.start(home, scratch.folder())) {
      Map<RouteLoad, List<Double>> own = new LinkedHashMap<>();
      for (RouteLoad route : RouteLoad.all(home, server.port())) {
        route.run(WARM_UP);
        own.put(route, new ArrayList<>());
      }
      Table table = new Table("route", "requests/s", "wrong", "CPU server ms", "CPU PostgreSQL ms");
      for (int i = 0; i < WINDOWS; i++) {
        for (Map.Entry<RouteLoad, List<Double>> route : own.entrySet()) {
          route.getValue().add(measure(route.getKey(), server, table));
        }
      }
      own.forEach(
          (route, all) -> table.row("median of " + route.name(), "", "", Sample.median(all), ""));
      table.print();
    }
  }

  private static double measure(RouteLoad route, ServerProcess server, Table table)
      throws InterruptedException, ExecutionException {
    Cpu before = server.cpu();
    Outcome outcome = route.run(WINDOW);
    Cpu each = server.cpu().since(before).per(outcome.sent() * 1_000.0);
    table.row(
        route.name(),
        outcome.sent() / (WINDOW.toMillis() / 1e3),
        outcome.wrong(),
        each.own(),
        each.children());
    return each.own();
  }
}
