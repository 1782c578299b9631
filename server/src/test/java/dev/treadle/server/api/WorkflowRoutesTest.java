package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.Json;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WorkflowRoutesTest {
  private static final String TRIGGER =
      "{\"id\":\"t\",\"type\":\"trigger\",\"position\":{\"x\":1.50,\"y\":-12345678901234567890.10},"
          + "\"style\":{\"a\":[1e2,null]},\"data\":{\"label\":\"Ünï 🎉\",\"zz\":true}}";

  private final Api api = Api.shared();

  private Answer create(String members) {
    return api.post(Api.BASE + "/workflows", "{" + members + "}");
  }

  @Test
  void createsAWorkflowAndGivesItBackFieldByField() {
    Answer created =
        create(
            "\"name\":\"A name\",\"description\":\"What for\",\"tags\":[\"a\",\"b\"],"
                + "\"version\":\"2.1.0\",\"isActive\":false,\"variables\":{\"n\":1.10},"
                + "\"nodes\":["
                + TRIGGER
                + "],\"edges\":[]");
    assertThat(created.status()).isEqualTo(201);
    String id = created.string("/workflow/id");
    assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(created.header("Location")).isEqualTo(Api.BASE + "/workflows/" + id);
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.header("Content-Type")).isEqualTo("application/json");
    assertThat(created.text()).contains("\"nodes\":[" + TRIGGER.replace("1e2", "1e+2") + "]");
    assertThat(created.text()).contains("\"variables\":{\"n\":1.10}");
    assertThat(created.object("/workflow"))
        .containsEntry("name", "A name")
        .containsEntry("description", "What for")
        .containsEntry("edges", List.of())
        .containsEntry("isActive", false)
        .containsEntry("version", "2.1.0")
        .containsEntry("tags", List.of("a", "b"))
        .containsEntry("templateId", null)
        .containsEntry("executionCount", 0)
        .containsEntry("lastExecuted", null)
        .containsEntry("revision", 1)
        .containsKeys("createdAt", "updatedAt", "createdBy");
    Answer read = api.get(Api.BASE + "/workflows/" + id);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.header("ETag")).isEqualTo("\"1\"");
    assertThat(read.text()).isEqualTo(created.text());
  }

  @Test
  void fillsInWhatMayBeLeftOut() {
    Answer created = create("\"name\":\"Short\",\"nodes\":[{\"id\":\"t\",\"type\":\"trigger\"}]");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.object("/workflow"))
        .containsEntry("description", null)
        .containsEntry("isActive", true)
        .containsEntry("version", "1.0.0")
        .containsEntry("tags", List.of())
        .containsEntry("edges", List.of());
  }

  @Test
  void takesWhatItGaveButKeepsWhatItOwns() {
    Answer first = create("\"name\":\"Round trip\",\"nodes\":[" + TRIGGER + "]");
    String whole = Json.write(Objects.requireNonNull(first.at("/workflow")));
    Answer second = api.post(Api.BASE + "/workflows", whole);
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.string("/workflow/id")).isNotEqualTo(first.string("/workflow/id"));
    assertThat(second.string("/workflow/revision")).isEqualTo("1");
  }

  @Test
  void namesEdgesThatHaveNoName() {
    Answer created =
        create(
            "\"name\":\"Edges\",\"nodes\":["
                + TRIGGER
                + ",{\"id\":\"a\",\"type\":\"output\"},{\"id\":\"b\",\"type\":\"output\"},"
                + "{\"id\":\"c\",\"type\":\"output\"}],"
                + "\"edges\":[{\"source\":\"t\",\"target\":\"a\"},"
                + "{\"id\":\"e1\",\"source\":\"t\",\"target\":\"b\"},"
                + "{\"id\":null,\"source\":\"t\",\"target\":\"c\",\"x\":1}]");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text())
        .contains(
            "\"edges\":[{\"id\":\"e2\",\"source\":\"t\",\"target\":\"a\"},"
                + "{\"id\":\"e1\",\"source\":\"t\",\"target\":\"b\"},"
                + "{\"id\":\"e3\",\"source\":\"t\",\"target\":\"c\",\"x\":1}]");
  }

  @Test
  void refusesAnInvalidDefinitionWithAllThatIsWrong() {
    Answer refused =
        create(
            "\"name\":\"x\",\"tags\":[\"\"],\"variables\":[],\"nodes\":[{\"id\":\"a\",\"type\":\"no\"},"
                + "{\"id\":\"a\",\"type\":\"output\",\"data\":{\"config\":{\"expression\":\"((\"}}}],"
                + "\"edges\":[{\"source\":\"a\",\"target\":\"zz\"}]");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(refused.string("/type")).isEqualTo("/problems/invalid-workflow");
    assertThat(refused.string("/detail")).startsWith("Invalid workflow: ");
    assertThat(refused.list("/errors"))
        .extracting(error -> Objects.requireNonNull(Json.asObject(error)).get("pointer"))
        .contains(
            "/name",
            "/tags/0",
            "/nodes",
            "/variables",
            "/nodes/0/type",
            "/nodes/1/id",
            "/nodes/1/data/config/expression",
            "/edges/0/target");
  }

  @Test
  void validatesWithoutEverRefusing() {
    Answer good = api.post(Api.BASE + "/workflows/validate", "{\"nodes\":[" + TRIGGER + "]}");
    assertThat(good.status()).isEqualTo(200);
    assertThat(good.text()).isEqualTo("{\"valid\":true,\"problems\":[]}");
    Answer bad =
        api.post(
            Api.BASE + "/workflows/validate",
            "{\"name\":7,\"other\":1,\"nodes\":{},\"edges\":5,\"variables\":[]}");
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.at("/valid")).isEqualTo(false);
    assertThat(bad.list("/problems"))
        .extracting(problem -> Objects.requireNonNull(Json.asObject(problem)).get("pointer"))
        .containsExactly("/nodes", "/edges", "/variables");
    assertThat(bad.object("/problems/0"))
        .containsOnlyKeys("pointer", "code", "severity", "message");
  }

  @Test
  void answersUnknownWorkflowsAndForeignIdsAlike() {
    String unknown = "/workflows/018f0000-0000-7000-8000-000000000000";
    Answer answer = api.get(Api.BASE + unknown);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.string("/type")).isEqualTo("/problems/not-found");
    assertThat(answer.string("/instance")).isEqualTo(Api.BASE + unknown);
    assertThat(answer.string("/traceId")).isNotBlank();
  }
}
