package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {
  private final Api api = Api.shared();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer x",
        "Basic abc",
        "trd_a-key-of-the-tests",
        "Bearer trd_A-KEY",
        ""
      })
  void whoIsNotKnownIs401(String authorization) {
    Answer answer = api.get(Api.BASE + "/node-types", "Authorization", authorization);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.string("/type")).isEqualTo("/problems/unauthorized");
  }

  @Test
  void theSchemeIsWrittenInAnyCase() {
    Answer answer = api.get(Api.BASE + "/node-types", "Authorization", "bEARER " + Api.KEY);
    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//health/live",
        "/health/live/",
        "/health/live;x",
        "/health/live/..;/api/v1/ai-hub/node-types",
        "/health/../api/v1/ai-hub/node-types",
        "/health/live%2f",
        "/api/v1/ai-hub/node-types?x=/health/live",
        "/nothing"
      })
  void noTrickWithThePathGoesWithoutAKey(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path)).build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isIn(400, 401);
    }
  }

  @Test
  void healthNeedsNobody() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String path : new String[] {"/health/live", "/health/ready"}) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path)).build();
        var answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
      }
    }
  }

  @Test
  void nodeTypesComeWithTheirSchemas() {
    Answer answer = api.get(Api.BASE + "/node-types");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.object("/nodeTypes/0")).containsEntry("type", "trigger");
    assertThat(answer.object("/nodeTypes/0"))
        .containsKeys("handles", "defaultHandle", "defaults", "schema", "effect");
    assertThat(answer.text()).contains("\"integration\"", "\"aiAgent\"", "\"wait\"");
    assertThat(api.get(Api.BASE + "/node-types?x=1").status()).isEqualTo(400);
  }
}
