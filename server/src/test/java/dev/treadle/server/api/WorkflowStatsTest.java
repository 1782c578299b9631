package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class WorkflowStatsTest {
  private static final Api API = Api.start();
  private static final String WORKFLOWS = Api.BASE + "/workflows";
  private static final String OUTPUT = "{\"id\":\"node\",\"type\":\"output\"}";
  private static final String WAITING =
      "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT1H\"}}}";

  private static Answer stats(String... headers) {
    Answer stats = API.get(WORKFLOWS + "/stats", headers);
    assertThat(stats.status()).as(stats.text()).isEqualTo(200);
    return stats;
  }

  @Test
  void countsWhatHappenedAndSeesNothingOfOthers() throws Exception {
    String[] other = {"Authorization", "Bearer " + OtherOrganization.keyOfOwner(API)};
    assertThat(stats().text())
        .isEqualTo(
            "{\"totalWorkflows\":0,\"activeWorkflows\":0,\"totalExecutions\":0,"
                + "\"executionsByStatus\":{\"PENDING\":0,\"RUNNING\":0,\"WAITING\":0,"
                + "\"COMPLETED\":0,\"FAILED\":0,\"CANCELLED\":0},\"tokensUsed\":0,\"cost\":\"0\"}");
    String often = API.workflowOf(OUTPUT);
    String waits = API.workflowOf(WAITING);
    ListWorkflowsTest.create(API, "\"name\":\"Off\",\"isActive\":false");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> runs = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        runs.add(threads.submit(() -> API.execute(often, "{}", "Prefer", "wait=30")));
      }
      for (Future<Answer> run : runs) {
        assertThat(run.get().status()).isEqualTo(200);
      }
    }
    String waiting = API.execute(waits, "{}", "Prefer", "wait=1").string("/execution/id");
    String count = API.get(WORKFLOWS + "/" + often).string("/workflow/executionCount");
    assertThat(count).isEqualTo("200");
    assertThat(stats().object("/executionsByStatus"))
        .containsEntry("COMPLETED", 200)
        .containsEntry("WAITING", 1)
        .containsEntry("RUNNING", 0);
    API.post(Api.BASE + "/executions/" + waiting + "/cancel", "");
    API.call("DELETE", WORKFLOWS + "/" + often, new byte[0]);
    Answer after = stats();
    assertThat(after.object("/executionsByStatus"))
        .containsEntry("COMPLETED", 200)
        .containsEntry("WAITING", 0)
        .containsEntry("CANCELLED", 1);
    assertThat(after.at("/totalExecutions")).isEqualTo(201);
    assertThat(after.at("/totalWorkflows")).isEqualTo(2);
    assertThat(after.at("/activeWorkflows")).isEqualTo(1);
    assertThat(stats(other).at("/totalExecutions")).isEqualTo(0);
    assertThat(stats(other).at("/totalWorkflows")).isEqualTo(0);
  }

  @Test
  void anotherOrganizationsWorkflowsAndRunsAreInNoList() {
    String[] other = {"Authorization", "Bearer " + OtherOrganization.keyOfOwner(API)};
    Answer foreign =
        ListWorkflowsTest.create(
            API, "\"name\":\"Secret plan\",\"description\":\"zzyzx\",\"tags\":[\"hidden\"]", other);
    String id = foreign.string("/workflow/id");
    assertThat(API.execute(id, "{}", other).status()).isEqualTo(202);
    assertThat(API.get(WORKFLOWS + "/" + id).status()).isEqualTo(404);
    for (String query :
        List.of("?search=zzyzx", "?search=secret", "?tags=hidden", "?search=z&sortBy=name")) {
      assertThat(API.get(WORKFLOWS + query).list("/workflows")).as(query).isEmpty();
      assertThat(API.get(WORKFLOWS + query, other).list("/workflows")).as(query).hasSize(1);
    }
    for (String by : List.of("created_at", "updated_at", "name", "executionCount")) {
      assertThat(API.get(WORKFLOWS + "?limit=100&sortBy=" + by).text()).doesNotContain(id);
    }
    assertThat(API.get(Api.BASE + "/executions?workflowId=" + id).list("/executions")).isEmpty();
    assertThat(API.get(Api.BASE + "/executions?limit=100").text()).doesNotContain(id);
    assertThat(API.get(Api.BASE + "/executions?workflowId=" + id, other).list("/executions"))
        .hasSize(1);
  }
}
