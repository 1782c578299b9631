package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListExecutionsTest {
  private static final Api API = Api.start();
  private static final String LIST = Api.BASE + "/executions";

  /** Completes with a text, and fails with a number. */
  private static final String PICKY =
      "{\"id\":\"node\",\"type\":\"transform\",\"data\":{\"config\":"
          + "{\"expression\":\"$length(text)\"}}}";

  private static final String WAITING =
      "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT1H\"}}}";

  private static String run(String workflow, String body) {
    Answer started = API.execute(workflow, body, "Prefer", "wait=5");
    assertThat(started.status()).as(started.text()).isEqualTo(200);
    return started.string("/execution/id");
  }

  private static List<String> ids(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.list("/executions").stream()
        .map(one -> String.valueOf(Objects.requireNonNull(Json.asObject(one)).get("id")))
        .toList();
  }

  @Test
  void filtersByWorkflowStatusAndTimeTheNewestFirst() {
    String workflow = API.workflowOf(PICKY);
    String good = run(workflow, "{\"input\":{\"text\":\"a\"}}");
    String bad = run(workflow, "{\"input\":{\"text\":7}}");
    String last = run(workflow, "{\"input\":{\"text\":\"b\"}}");
    String waits =
        API.execute(API.workflowOf(WAITING), "{}", "Prefer", "wait=1").string("/execution/id");
    String of = LIST + "?workflowId=" + workflow;
    assertThat(ids(API.get(of))).containsExactly(last, bad, good);
    assertThat(ids(API.get(of + "&status=FAILED"))).containsExactly(bad);
    assertThat(ids(API.get(of + "&status=COMPLETED&status=FAILED&status=FAILED")))
        .containsExactly(last, bad, good);
    assertThat(ids(API.get(of + "&status=PENDING"))).isEmpty();
    assertThat(ids(API.get(LIST + "?status=WAITING"))).containsExactly(waits);
    assertThat(ids(API.get(LIST)).getFirst()).isEqualTo(waits);
    String middle = API.get(LIST + "/" + bad).string("/execution/startedAt");
    assertThat(ids(API.get(of + "&startedFrom=" + middle + "&startedTo=" + middle))).contains(bad);
    assertThat(ids(API.get(of + "&startedFrom=" + middle))).contains(last, bad);
    assertThat(ids(API.get(of + "&startedTo=" + middle))).contains(bad, good);
    assertThat(ids(API.get(of + "&startedTo=2026-01-01T00:00:00Z"))).isEmpty();
    assertThat(ids(API.get(of + "&startedFrom=2126-01-01T00:00:00Z"))).isEmpty();
    assertThat(API.get(of + "&status=FAILED").object("/executions/0"))
        .containsOnlyKeys(
            "id",
            "workflowId",
            "workflowVersion",
            "status",
            "startedAt",
            "completedAt",
            "duration",
            "nodesExecuted",
            "tokensUsed",
            "cost")
        .containsEntry("workflowId", workflow)
        .containsEntry("workflowVersion", 1)
        .containsEntry("nodesExecuted", 1);
  }

  @Test
  void pagesFollowOneAnotherThoughNewRunsBegin() {
    String workflow = API.workflowOf(PICKY);
    List<String> runs = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      runs.addFirst(run(workflow, "{\"input\":{\"text\":" + (i % 2 == 0 ? "\"a\"" : "1") + "}}"));
    }
    String query = LIST + "?limit=3&workflowId=" + workflow;
    Answer page = API.get(query);
    List<String> seen = new ArrayList<>(ids(page));
    while (Boolean.TRUE.equals(page.at("/page/hasMore"))) {
      run(workflow, "{\"input\":{\"text\":\"new\"}}");
      page = API.get(query + "&cursor=" + page.string("/page/nextCursor"));
      seen.addAll(ids(page));
    }
    assertThat(seen).isEqualTo(runs);
    assertThat(page.object("/page"))
        .containsEntry("limit", 3)
        .containsEntry("offset", null)
        .containsEntry("nextCursor", null);
    assertThat(ids(API.get(LIST + "?workflowId=018f0000-0000-7000-8000-000000000000"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "workflowId=x",
        "workflowId=",
        "workflowId=018f0000-0000-7000-8000-000000000000&workflowId=018f0000-0000-7000-8000-000000000000",
        "status=completed",
        "status=",
        "status=COMPLETED,FAILED",
        "startedFrom=now",
        "startedTo=2026-13-01T00:00:00Z",
        "limit=0",
        "limit=101",
        "offset=0",
        "cursor=x",
        "sortBy=id"
      })
  void whatCannotBeReadIs400AndNamesTheParameter(String query) {
    Answer answer = API.get(LIST + "?" + query);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.string("/errors/0/pointer")).isEqualTo(query.split("=", -1)[0]);
  }
}
