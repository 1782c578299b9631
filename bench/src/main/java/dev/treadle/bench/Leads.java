package dev.treadle.bench;

import dev.treadle.bench.HttpConnection.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Requests to the lead qualification, and what must come of them. */
final class Leads {
  private static final String BASE = "/api/v1/ai-hub";
  private static final int VARIANTS = 64;
  private static final List<String> COUNTRIES = List.of("US", "DE", "FR");
  private static final List<Integer> BONUSES = List.of(5, 3, 0);
  private static final int THRESHOLD = 70;

  /** Started; five nodes begun and ended, of which one is skipped; completed. */
  private static final int LOG_ENTRIES = 11;

  private final String workflow;
  private final List<Lead> variants = new ArrayList<>();

  /** A request ready to be sent, and a part that its right answer has. */
  static final class Lead {
    private final byte[] request;
    private final String output;

    private Lead(byte[] request, String output) {
      this.request = request;
      this.output = output;
    }

    Answer send(HttpConnection connection) throws IOException {
      return connection.exchange(request);
    }

    String output() {
      return output;
    }

    boolean isAnsweredBy(Answer answer) {
      return answer.status() == 200
          && answer.body().contains("\"status\":\"COMPLETED\"")
          && answer.body().contains(output);
    }
  }

  private Leads(String workflow) {
    this.workflow = workflow;
    for (int i = 0; i < VARIANTS; i++) {
      variants.add(lead(i));
    }
  }

  /** Creates the workflow of the example. */
  static Leads create(Path home, int port) throws IOException {
    String definition = Files.readString(home.resolve("examples/lead-qualification.json"));
    try (HttpConnection connection = new HttpConnection(port)) {
      byte[] create = HttpConnection.request("POST", BASE + "/workflows", definition);
      Answer answer = connection.exchange(create);
      if (answer.status() != 201) {
        throw new IOException("no workflow was made: " + answer);
      }
      return new Leads(id(answer));
    }
  }

  Lead variant(int number) {
    return variants.get(Math.floorMod(number, VARIANTS));
  }

  private Lead lead(int number) {
    int country = number % COUNTRIES.size();
    int score = 40 + number;
    int total = score + BONUSES.get(country);
    String name = "Lead " + number;
    String where = COUNTRIES.get(country);
    String input =
        "{\"input\":{\"name\":\"%s\",\"country\":\"%s\",\"score\":%d}}"
            .formatted(name, where, score);
    boolean hot = total >= THRESHOLD;
    String message =
        hot
            ? "Call %s (%s) today: %d points.".formatted(name, where, total)
            : "Send %s the newsletter.".formatted(name);
    String output =
        "\"output\":{\"lead\":\"%s\",\"score\":%d,\"route\":\"%s\",\"message\":\"%s\"}"
            .formatted(name, total, hot ? "sales" : "nurture", message);
    byte[] request =
        HttpConnection.request(
            "POST", BASE + "/workflows/" + workflow + "/execute", input, "Prefer: wait=10");
    return new Lead(request, output);
  }

  /** The first id in an answer: that of the thing itself. */
  static String id(Answer answer) {
    int from = answer.body().indexOf("\"id\":\"") + 6;
    return answer.body().substring(from, from + 36);
  }

  /** Whether a run is in the database with this output and its whole log. */
  static boolean isKept(HttpConnection connection, String execution, String output)
      throws IOException {
    byte[] get = HttpConnection.request("GET", BASE + "/executions/" + execution, "");
    Answer answer = connection.exchange(get);
    String body = answer.body();
    return answer.status() == 200
        && id(answer).equals(execution)
        && body.contains("\"status\":\"COMPLETED\"")
        && body.contains(output)
        && body.contains("\"seq\":1,")
        && body.contains("\"seq\":" + LOG_ENTRIES + ",\"nodeId\":null")
        && !body.contains("\"seq\":" + (LOG_ENTRIES + 1));
  }

  /** How many completed runs of the workflow the database has. */
  int kept(HttpConnection connection) throws IOException {
    byte[] get = HttpConnection.request("GET", BASE + "/workflows/" + workflow, "");
    String body = connection.exchange(get).body();
    String member = "\"executionCount\":";
    int from = body.indexOf(member) + member.length();
    return Integer.parseInt(body.substring(from, body.indexOf(',', from)));
  }
}
