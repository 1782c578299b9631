package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Api api = Api.shared();

  @Test
  void whatRanIsCounted() throws Exception {
    double started = value(scrape(), "treadle_executions_started_total");
    double completed = value(scrape(), "treadle_executions_ended_total{status=\"COMPLETED\"}");
    double fenced = value(scrape(), "treadle_fenced_batches_total");
    String workflow = api.workflowOf("{\"id\":\"node\",\"type\":\"output\"}");
    for (int i = 0; i < 3; i++) {
      assertThat(api.execute(workflow, "{}", "Prefer", "wait=10").status()).isEqualTo(200);
    }
    String after = scrape();
    assertThat(value(after, "treadle_executions_started_total"))
        .isGreaterThanOrEqualTo(started + 3);
    assertThat(value(after, "treadle_executions_ended_total{status=\"COMPLETED\"}"))
        .isGreaterThanOrEqualTo(completed + 3);
    assertThat(value(after, "treadle_fenced_batches_total")).isEqualTo(fenced);
    assertThat(value(after, "treadle_journal_batches_total")).isPositive();
  }

  @Test
  void requestsAreTimedByPatternAndNoIdIsInIt() throws Exception {
    String workflow = api.workflowOf("{\"id\":\"node\",\"type\":\"output\"}");
    api.get(Api.BASE + "/workflows/" + workflow);
    String text = scrape();
    assertThat(text)
        .contains(
            "treadle_http_requests_seconds_count{method=\"GET\","
                + "route=\"/api/v1/ai-hub/workflows/{id}\",status=\"200\"}")
        .doesNotContain(workflow);
  }

  private String scrape() throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + "/metrics")).build();
      var answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
      return answer.body();
    }
  }

  private static double value(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not in\n" + text));
  }
}
