package dev.treadle.bench;

import dev.treadle.bench.HttpConnection.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests of one route that are sent again and again by 16 connections. */
final class RouteLoad {
  /** How many there are of {@link #all}. */
  static final int COUNT = 3;

  private static final String WORKFLOWS = "/api/v1/ai-hub/workflows";
  private static final int CONNECTIONS = 16;

  private final String name;
  private final byte[] request;
  private final int status;
  private final int port;

  /**
   * A load of one route.
   *
   * @param status of its right answer
   */
  private RouteLoad(String name, byte[] request, int status, int port) {
    this.name = name;
    this.request = request;
    this.status = status;
    this.port = port;
  }

  String name() {
    return name;
  }

  /** A create, a get and an execution of the example that qualifies leads. */
  static List<RouteLoad> all(Path home, int port) throws IOException {
    String definition = Files.readString(home.resolve("examples/lead-qualification.json"));
    byte[] create = HttpConnection.request("POST", WORKFLOWS, definition);
    try (HttpConnection connection = new HttpConnection(port)) {
      String workflow = WORKFLOWS + "/" + Leads.id(connection.exchange(create));
      String input = "{\"input\":{\"name\":\"Ada\",\"country\":\"US\",\"score\":82}}";
      return List.of(
          new RouteLoad("create", create, 201, port),
          new RouteLoad("get", HttpConnection.request("GET", workflow, ""), 200, port),
          new RouteLoad(
              "execute",
              HttpConnection.request("POST", workflow + "/execute", input, "Prefer: wait=10"),
              200,
              port));
    }
  }

  /** What was answered, and how much of it not as it should be. */
  record Outcome(int sent, int wrong) {}

  Outcome run(Duration duration) throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + duration.toNanos();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Outcome>> lanes = Collections.nCopies(CONNECTIONS, () -> drive(end));
      int sent = 0;
      int wrong = 0;
      for (Future<Outcome> lane : threads.invokeAll(lanes)) {
        sent += lane.get().sent;
        wrong += lane.get().wrong;
      }
      return new Outcome(sent, wrong);
    }
  }

  private Outcome drive(long end) throws IOException {
    int sent = 0;
    int wrong = 0;
    try (HttpConnection connection = new HttpConnection(port)) {
      while (System.nanoTime() < end) {
        Answer answer = connection.exchange(request);
        sent++;
        wrong += answer.status() == status ? 0 : 1;
      }
    }
    return new Outcome(sent, wrong);
  }
}
