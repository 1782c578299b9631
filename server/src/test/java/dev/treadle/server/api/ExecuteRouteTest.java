package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExecuteRouteTest {
  private static final String[] WAIT = {"Prefer", "wait=20"};

  private final Api api = Api.shared();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  @Test
  void runsAndAnswersWithTheEndWhenAskedToWait() {
    String workflow =
        api.workflowOf(
            q("{'id':'node','type':'output','data':{'config':{'set':{'x':'{{ n }}'}}}}"));
    Answer run =
        api.execute(
            workflow,
            "{\"input\":{\"n\":12345678901234567890.1234567890123456789,\"z\":\"a\\u0001\"}}",
            WAIT);
    assertThat(run.status()).isEqualTo(200);
    assertThat(run.header("Preference-Applied")).isEqualTo("wait=20");
    String id = run.string("/execution/id");
    assertThat(run.header("Location")).isEqualTo(Api.BASE + "/executions/" + id);
    assertThat(run.text())
        .contains("\"output\":{\"x\":12345678901234567890.1234567890123456789}")
        .contains("\"z\":\"a\\u0001\"");
    assertThat(run.object("/execution"))
        .containsOnlyKeys(
            "id",
            "workflowId",
            "workflowVersion",
            "status",
            "input",
            "output",
            "error",
            "startedAt",
            "completedAt",
            "duration",
            "nodesExecuted",
            "tokensUsed",
            "cost")
        .containsEntry("workflowId", workflow)
        .containsEntry("workflowVersion", 1)
        .containsEntry("status", "COMPLETED")
        .containsEntry("error", null)
        .containsEntry("nodesExecuted", 2)
        .containsEntry("tokensUsed", 0)
        .containsEntry("cost", "0");
    assertThat(run.at("/execution/duration")).isInstanceOf(Integer.class);
    Answer read = api.get(Api.BASE + "/executions/" + id);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.object("/execution")).containsAllEntriesOf(run.object("/execution"));
    assertThat(read.object("/execution")).containsKeys("nodes", "logs");
  }

  @Test
  void listsEveryNodeAndLogsEveryEventWithoutAGap() {
    String nodes =
        "[{'id':'t','type':'trigger','data':{'label':'Start'}},"
            + "{'id':'c','type':'condition','data':{'label':'Which','config':{'expression':'go'}}},"
            + "{'id':'yes','type':'transform','data':{'label':'Boom','config':"
            + "{'expression':'$error(\\'no\\')'}}},"
            + "{'id':'no','type':'output'},{'id':'after','type':'output'},{'id':'t2','type':'trigger'}]";
    String edges =
        "[{'source':'t','target':'c'},{'source':'c','target':'yes','sourceHandle':'true'},"
            + "{'source':'c','target':'no','sourceHandle':'false'},{'source':'yes','target':'after'}]";
    String workflow = api.workflow(q(nodes.replace("\\'", "`")).replace('`', '\''), q(edges));
    Answer run =
        api.post(
            Api.BASE + "/workflows/" + workflow + "/execute?include=nodes,logs",
            "{\"input\":{\"go\":true}}",
            WAIT);
    assertThat(run.status()).isEqualTo(200);
    assertThat(run.string("/execution/status")).isEqualTo("FAILED");
    assertThat(run.at("/execution/output")).isNull();
    assertThat(run.object("/execution/error")).containsKeys("code", "message", "nodeId", "attempt");
    assertThat(statuses(run.list("/execution/nodes")))
        .containsExactly(
            "t COMPLETED",
            "c COMPLETED",
            "yes FAILED",
            "no SKIPPED",
            "after CANCELLED",
            "t2 SKIPPED");
    assertThat(run.object("/execution/nodes/1"))
        .containsOnlyKeys(
            "nodeId",
            "nodeName",
            "type",
            "status",
            "attempt",
            "startedAt",
            "completedAt",
            "duration",
            "input",
            "output",
            "error",
            "tokensUsed",
            "cost",
            "reason");
    assertLog(run);
  }

  private static void assertLog(Answer run) {
    List<?> logs = run.list("/execution/logs");
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < logs.size(); i++) {
      Map<String, @Nullable Object> entry = Objects.requireNonNull(Json.asObject(logs.get(i)));
      assertThat(entry).containsEntry("seq", i + 1);
      assertThat(entry).containsKeys("seq", "nodeId", "nodeName", "status", "timestamp", "message");
      messages.add(String.valueOf(entry.get("message")));
    }
    assertThat(messages).contains("Executing node: Which", "Executing node: Boom");
    assertThat(messages).anyMatch(message -> message.matches("Node completed in \\d+ms"));
    assertThat(messages).anyMatch(message -> message.startsWith("Node failed: "));
    Map<String, @Nullable Object> last = Objects.requireNonNull(Json.asObject(logs.getLast()));
    assertThat(last).containsEntry("nodeId", null).containsEntry("status", "FAILED");
    assertThat(last.get("error")).isInstanceOf(String.class);
  }

  private static List<String> statuses(List<?> nodes) {
    return nodes.stream()
        .map(node -> Objects.requireNonNull(Json.asObject(node)))
        .map(node -> node.get("nodeId") + " " + node.get("status"))
        .toList();
  }

  @Test
  void acceptsWithoutWaitingAndTheRunEndsByItself() {
    String workflow =
        api.workflowOf(q("{'id':'node','type':'wait','data':{'config':{'duration':'PT0.3S'}}}"));
    Answer accepted = api.execute(workflow, "");
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.header("Preference-Applied")).isEmpty();
    assertThat(ending(accepted.header("Location")).string("/execution/status"))
        .isEqualTo("COMPLETED");
  }

  @Test
  void answersWith202WhenTheRunTakesLongerThanTheCallerWaits() {
    String workflow =
        api.workflowOf(q("{'id':'node','type':'wait','data':{'config':{'duration':'PT1.5S'}}}"));
    Answer accepted = api.execute(workflow, "{}", "Prefer", "wait=1");
    assertThat(accepted.status()).isEqualTo(202);
    assertThat(accepted.string("/execution/status")).isEqualTo("WAITING");
    assertThat(accepted.at("/execution/completedAt")).isNull();
    assertThat(ending(accepted.header("Location")).string("/execution/status"))
        .isEqualTo("COMPLETED");
    Answer patient = api.execute(workflow, "{}", WAIT);
    assertThat(patient.status()).isEqualTo(200);
    assertThat(patient.string("/execution/status")).isEqualTo("COMPLETED");
  }

  @Test
  void readsBackWhateverItWroteHoweverDeepOrLong() {
    String deep =
        api.workflowOf(
            q("{'id':'node','type':'output','data':{'config':{'set':{'a':{'b':'{{ $ }}'}}}}}"));
    String input = "{\"a\":".repeat(97) + "1" + "}".repeat(97);
    Answer run = api.execute(deep, "{\"input\":" + input + "}", WAIT);
    assertThat(run.status()).isEqualTo(200);
    assertThat(api.get(run.header("Location")).status()).isEqualTo(200);
    String longKey =
        api.workflowOf(
            q("{'id':'node','type':'transform','data':{'config':{'expression':")
                + "\"{ $pad('a', 20000): 1 }\"}}}");
    Answer second = api.execute(longKey, "{}", WAIT);
    assertThat(second.status()).isEqualTo(200);
    assertThat(api.get(second.header("Location")).status()).isEqualTo(200);
  }

  @Test
  void refusesInputVersionAndTriggerThatMakeNoSense() {
    String workflow = api.workflowOf(q("{'id':'node','type':'output'}"));
    assertProblem(api.execute(workflow, "{\"input\":[]}"), 422, "/input");
    assertProblem(api.execute(workflow, "{\"trigger\":\"node\"}"), 422, "/trigger");
    assertProblem(api.execute(workflow, "{\"version\":7}"), 422, "/version");
    assertProblem(api.execute(workflow, "{\"version\":\"1\"}"), 400, "/version");
    assertProblem(api.execute(workflow, "{\"version\":1.5}"), 400, "/version");
    assertProblem(api.execute(workflow, "{\"inputs\":{}}"), 400, "/inputs");
    assertProblem(
        api.post(Api.BASE + "/workflows/" + workflow + "/execute?include=all", "{}"),
        400,
        "include");
    String inactive =
        api.post(
                Api.BASE + "/workflows",
                q("{'name':'Off','isActive':false,'nodes':[{'id':'t','type':'trigger'}]}"))
            .string("/workflow/id");
    Answer refused = api.execute(inactive, "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.string("/type")).isEqualTo("/problems/workflow-inactive");
  }

  private static void assertProblem(Answer answer, int status, String pointer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.string("/errors/0/pointer")).isEqualTo(pointer);
  }

  private Answer ending(String location) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      Answer answer = api.get(location);
      if (answer.at("/execution/completedAt") != null || System.nanoTime() > until) {
        return answer;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
