package dev.treadle.bench;

import dev.treadle.bench.HttpConnection.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lists, search, statistics and single workflows through HTTP over a history of a million runs. */
final class ListFigures {
  private static final String BASE = "/api/v1/ai-hub";
  private static final int WARM_UP = 30;
  private static final int REQUESTS = 100;

  private final Path home;

  ListFigures(Path home) {
    this.home = home;
  }

  void print() throws IOException, SQLException {
    try (Scratch scratch = Scratch.make()) {
      long start = System.nanoTime();
      ListRows.make(scratch.folder());
      System.out.printf(
          "%,d workflows and %,d executions, and %d other organizations with %,d and %,d each;"
              + " made in %.0f s.%n%n",
          ListRows.WORKFLOWS,
          ListRows.EXECUTIONS,
          ListRows.OTHERS,
          ListRows.WORKFLOWS,
          ListRows.EXECUTIONS_OF_OTHERS,
          (System.nanoTime() - start) / 1e9);
      try (ServerProcess server = ServerProcess.start(home, scratch.folder());
          HttpConnection connection = new HttpConnection(server.port())) {
        measure(connection);
      }
    }
  }

  private static void measure(HttpConnection connection) throws IOException {
    Table table = new Table("request", "rows", "kB", "p50 ms", "p95 ms", "p99 ms");
    for (Map.Entry<String, String> asked : requests(connection).entrySet()) {
      byte[] request = HttpConnection.request("GET", BASE + asked.getValue(), "");
      Sample millis = new Sample();
      Answer answer = get(connection, request);
      for (int i = 1; i < WARM_UP; i++) {
        get(connection, request);
      }
      for (int i = 0; i < REQUESTS; i++) {
        long before = System.nanoTime();
        answer = get(connection, request);
        millis.add((System.nanoTime() - before) / 1e6);
      }
      table.row(
          asked.getKey(),
          rows(answer),
          answer.body().length() / 1e3,
          millis.quantile(0.5),
          millis.quantile(0.95),
          millis.quantile(0.99));
    }
    table.print();
  }

  private static Map<String, String> requests(HttpConnection connection) throws IOException {
    Map<String, String> requests = new LinkedHashMap<>();
    requests.put("workflows", "/workflows");
    requests.put("100 workflows", "/workflows?limit=100");
    for (String by : new String[] {"updated_at", "name", "executionCount"}) {
      requests.put("by " + by, "/workflows?sortBy=" + by);
      requests.put("by " + by + ", asc", "/workflows?sortOrder=asc&sortBy=" + by);
    }
    requests.put("isActive", "/workflows?isActive=false");
    requests.put("tags, any of 2", "/workflows?tags=tag3&tags=tag7");
    requests.put("tags, none has it", "/workflows?tags=nothing");
    requests.put(
        "created in an hour",
        "/workflows?createdFrom=2026-01-01T12:00:00Z&createdTo=2026-01-01T13:00:00Z");
    requests.put("search, in every one", "/workflows?search=customer");
    requests.put("search, in every one, by name", "/workflows?sortBy=name&search=customer");
    requests.put("search, in one of 100", "/workflows?search=zebra");
    requests.put("search, in one", "/workflows?search=workflow%201234");
    requests.put("search, nowhere", "/workflows?search=quagga");
    requests.put("search, one letter", "/workflows?search=z");
    requests.put("offset 1,900", "/workflows?offset=1900");
    requests.put("offset 1,900, by executionCount", "/workflows?sortBy=executionCount&offset=1900");
    requests.put("page 38 by cursor", deep(connection, "/workflows", "", 37));
    requests.put("page 38 by cursor, by name", deep(connection, "/workflows", "sortBy=name&", 37));
    requests.put("stats", "/workflows/stats");
    String id = Leads.id(get(connection, HttpConnection.request("GET", BASE + "/workflows", "")));
    requests.put("one workflow", "/workflows/" + id);
    requests.put("executions", "/executions");
    requests.put("page 100 by cursor", deep(connection, "/executions", "", 99));
    requests.put("of a workflow", "/executions?workflowId=" + id);
    requests.put("FAILED", "/executions?status=FAILED");
    requests.put("FAILED or CANCELLED", "/executions?status=FAILED&status=CANCELLED");
    requests.put("WAITING: none", "/executions?status=WAITING");
    requests.put("FAILED of a workflow", "/executions?status=FAILED&workflowId=" + id);
    requests.put(
        "started on a day long ago",
        "/executions?startedFrom=2026-01-10T00:00:00Z&startedTo=2026-01-11T00:00:00Z");
    return requests;
  }

  /** The request of a page that is reached by following cursors. */
  private static String deep(HttpConnection connection, String list, String filters, int pages)
      throws IOException {
    String query = list + "?" + filters + "limit=50&";
    String next = query.substring(0, query.length() - 1);
    String member = "\"nextCursor\":\"";
    for (int page = 0; page < pages; page++) {
      String body = get(connection, HttpConnection.request("GET", BASE + next, "")).body();
      int from = body.lastIndexOf(member) + member.length();
      next = query + "cursor=" + body.substring(from, body.indexOf('"', from));
    }
    return next;
  }

  private static Answer get(HttpConnection connection, byte[] request) throws IOException {
    Answer answer = connection.exchange(request);
    if (answer.status() != 200) {
      throw new IOException("not answered: " + answer);
    }
    return answer;
  }

  /** How many things a list has: each names its workflow's version. */
  private static int rows(Answer answer) {
    String member =
        answer.body().startsWith("{\"executions\":")
            ? "\"workflowVersion\":"
            : "\"latestVersion\":";
    return answer.body().split(member, -1).length - 1;
  }
}
