package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RestartRoutesTest {
  private static final String FAILING = "$number(x)";

  private final Api api = Api.shared();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  /** A trigger, {@code a} that sets a member, and {@code b} with an expression. */
  private static String nodes(String a, String b) {
    return q(
        "[{'id':'t','type':'trigger'},"
            + "{'id':'a','type':'transform','data':{'config':{'set':{'a':'"
            + a
            + "'}}}},{'id':'b','type':'transform','data':{'config':{'expression':'"
            + b
            + "'}}},{'id':'w','type':'wait','data':{'config':{'duration':'PT0S'}}}]");
  }

  private String workflow(String b) {
    return api.workflow(
        nodes("{{ x }}", b),
        q("[{'source':'t','target':'a'},{'source':'a','target':'b'},{'source':'b','target':'w'}]"));
  }

  private Answer run(String workflow) {
    return api.execute(workflow, q("{'input':{'x':'no'}}"), "Prefer", "wait=20");
  }

  private Answer again(Answer run, String how, String body) {
    return api.post(Api.BASE + "/executions/" + run.string("/execution/id") + how, q(body));
  }

  private Answer ended(Answer accepted) {
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    return Eventually.get(
        () -> api.get(accepted.header("Location")),
        run -> run.at("/execution/completedAt") != null);
  }

  private void edit(String workflow, String nodes) {
    Answer patched =
        api.call(
            "PATCH",
            Api.BASE + "/workflows/" + workflow,
            ("{\"nodes\":" + nodes + "}").getBytes(StandardCharsets.UTF_8));
    assertThat(patched.status()).as(patched.text()).isEqualTo(200);
  }

  @Test
  void aRetryReusesWhatCompletedAndRunsTheSameVersion() {
    String workflow = workflow(FAILING);
    Answer before = run(workflow);
    assertThat(before.string("/execution/status")).isEqualTo("FAILED");
    edit(workflow, nodes("{{ x }}", "7"));
    Answer accepted = again(before, "/retry", "");
    assertThat(accepted.string("/execution/id")).isNotEqualTo(before.string("/execution/id"));
    Answer after = ended(accepted);
    String id = before.string("/execution/id");
    assertThat(after.object("/execution"))
        .containsEntry("status", "FAILED")
        .containsEntry("retryOf", id)
        .containsEntry("workflowVersion", 1)
        .containsEntry("nodesExecuted", 2);
    assertThat(after.string("/execution/nodes/1/reason")).isEqualTo("reused from execution " + id);
    assertThat(after.at("/execution/nodes/1/attempt")).isEqualTo(0);
    assertThat(after.at("/execution/nodes/2/attempt")).isEqualTo(1);
    assertThat(after.list("/execution/logs").toString())
        .contains("Retry of execution " + id)
        .contains("Node reused");
  }

  @Test
  void aRetryOfAnotherVersionReusesWhatIsTheSameInBoth() {
    String workflow = workflow(FAILING);
    Answer before = run(workflow);
    edit(workflow, nodes("{{ x }}", "7"));
    Answer second = ended(again(before, "/retry", "{'version':'latest'}"));
    assertThat(second.object("/execution/output"))
        .containsEntry("a", "no")
        .containsEntry("value", 7);
    assertThat(second.at("/execution/workflowVersion")).isEqualTo(2);
    assertThat(second.at("/execution/nodes/1/attempt")).isEqualTo(0);
    edit(workflow, nodes("new", "7"));
    Answer third = ended(again(before, "/retry", "{'version':3}"));
    assertThat(third.object("/execution/output")).containsEntry("a", "new");
    assertThat(third.at("/execution/nodes/1/attempt")).isEqualTo(1);
  }

  @Test
  void aReplayBeginsAnewWithTheSameInput() {
    Answer before = run(workflow("7"));
    Answer after = ended(again(before, "/replay", ""));
    assertThat(after.object("/execution"))
        .containsEntry("status", "COMPLETED")
        .containsEntry("replayOf", before.string("/execution/id"))
        .containsEntry("output", before.at("/execution/output"))
        .doesNotContainKey("retryOf");
    assertThat(after.at("/execution/nodes/1/attempt")).isEqualTo(1);
  }

  @Test
  void onlyWhatHasEndedIsRunAgainAndOnlyWhatDidNotCompleteIsRetried() {
    Answer completed = run(workflow("7"));
    assertThat(again(completed, "/retry", "{}").status()).isEqualTo(409);
    String waiting =
        api.workflowOf(q("{'id':'node','type':'wait','data':{'config':{'signal':'s'}}}"));
    Answer open = api.execute(waiting, "{}");
    assertThat(again(open, "/retry", "{}").status()).isEqualTo(409);
    assertThat(again(open, "/replay", "{}").status()).isEqualTo(409);
    assertThat(again(open, "/cancel", "").status()).isEqualTo(202);
    Answer retried = again(open, "/retry", "{}");
    assertThat(retried.status()).isEqualTo(202);
    assertThat(again(retried, "/cancel", "").status()).isEqualTo(202);
  }

  @Test
  void whatCannotBeReadIsRefused() {
    Answer failed = run(workflow(FAILING));
    assertThat(again(failed, "/retry", "{'version':'newest'}").status()).isEqualTo(400);
    assertThat(again(failed, "/retry", "{'version':1.5}").status()).isEqualTo(400);
    assertThat(again(failed, "/retry", "{'version':99}").status()).isEqualTo(422);
    assertThat(again(failed, "/retry", "{'input':{}}").status()).isEqualTo(400);
    assertThat(again(failed, "/replay", "{'version':1}").status()).isEqualTo(400);
    String nowhere = Api.BASE + "/executions/0199c0de-0000-7000-8000-000000000000";
    assertThat(api.post(nowhere + "/retry", "").status()).isEqualTo(404);
    assertThat(api.post(nowhere + "/replay", "").status()).isEqualTo(404);
  }
}
