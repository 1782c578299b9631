package dev.treadle.bench;

import dev.treadle.bench.HttpConnection.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What a request costs the server: creates, gets and executions by 16 connections, in turn. */
final class RouteFigures {
  private static final String WORKFLOWS = "/api/v1/ai-hub/workflows";
  private static final int CONNECTIONS = 16;
  private static final int WINDOWS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration WINDOW = Duration.ofSeconds(4);

  private final Path home;

  RouteFigures(Path home) {
    this.home = home;
  }

  /** A request that is sent again and again, and the status of its right answer. */
  private static final class Route {
    private final String name;
    private final byte[] request;
    private final int status;
    private final List<Double> server = new ArrayList<>();

    Route(String name, byte[] request, int status) {
      this.name = name;
      this.request = request;
      this.status = status;
    }
  }

  void print() throws IOException, InterruptedException, ExecutionException {
    try (Scratch scratch = Scratch.make();
        ServerProcess server = ServerProcess.start(home, scratch.folder())) {
      List<Route> routes = routes(server.port());
      for (Route route : routes) {
        run(route, server.port(), WARM_UP);
      }
      Table table = new Table("route", "requests/s", "wrong", "CPU server ms", "CPU PostgreSQL ms");
      for (int i = 0; i < WINDOWS; i++) {
        for (Route route : routes) {
          measure(route, server, table);
        }
      }
      for (Route route : routes) {
        table.row("median of " + route.name, "", "", Sample.median(route.server), "");
      }
      table.print();
    }
  }

  private List<Route> routes(int port) throws IOException {
    String definition = Files.readString(home.resolve("examples/lead-qualification.json"));
    byte[] create = HttpConnection.request("POST", WORKFLOWS, definition);
    try (HttpConnection connection = new HttpConnection(port)) {
      String workflow = WORKFLOWS + "/" + Leads.id(connection.exchange(create));
      String input = "{\"input\":{\"name\":\"Ada\",\"country\":\"US\",\"score\":82}}";
      return List.of(
          new Route("create", create, 201),
          new Route("get", HttpConnection.request("GET", workflow, ""), 200),
          new Route(
              "execute",
              HttpConnection.request("POST", workflow + "/execute", input, "Prefer: wait=10"),
              200));
    }
  }

  private static void measure(Route route, ServerProcess server, Table table)
      throws InterruptedException, ExecutionException {
    Cpu before = server.cpu();
    Outcome outcome = run(route, server.port(), WINDOW);
    Cpu each = server.cpu().since(before).per(outcome.sent * 1_000.0);
    route.server.add(each.own());
    table.row(
        route.name,
        outcome.sent / (WINDOW.toMillis() / 1e3),
        outcome.wrong,
        each.own(),
        each.children());
  }

  private record Outcome(int sent, int wrong) {}

  private static Outcome run(Route route, int port, Duration duration)
      throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + duration.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Outcome>> lanes = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        lanes.add(() -> drive(route, port, end));
      }
      int sent = 0;
      int wrong = 0;
      for (Future<Outcome> lane : threads.invokeAll(lanes)) {
        sent += lane.get().sent;
        wrong += lane.get().wrong;
      }
      return new Outcome(sent, wrong);
    }
  }

  private static Outcome drive(Route route, int port, long end) throws IOException {
    int sent = 0;
    int wrong = 0;
    try (HttpConnection connection = new HttpConnection(port)) {
      while (System.nanoTime() < end) {
        Answer answer = connection.exchange(route.request);
        sent++;
        wrong += answer.status() == route.status ? 0 : 1;
      }
    }
    return new Outcome(sent, wrong);
  }
}
