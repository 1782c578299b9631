package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalRoutesTest {
  private final Api api = Api.shared();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  private String asked(String config) {
    String workflow =
        api.workflow(
            q(
                "[{'id':'t','type':'trigger'},{'id':'ok','type':'approval','data':{'config':"
                    + config
                    + "}},{'id':'approved','type':'output'},{'id':'rejected','type':'output'},"
                    + "{'id':'timeout','type':'output'}]"),
            q(
                "[{'source':'t','target':'ok'},{'source':'ok','target':'approved'},"
                    + "{'source':'ok','target':'rejected','sourceHandle':'rejected'},"
                    + "{'source':'ok','target':'timeout','sourceHandle':'timeout'}]"));
    String location = api.execute(workflow, q("{'input':{'n':5}}")).header("Location");
    return location;
  }

  private String waiting(String config) {
    String location = asked(config);
    Eventually.get(
        () -> api.get(location), run -> run.string("/execution/status").equals("WAITING"));
    return location;
  }

  private Answer decide(String location, String node, String body) {
    return api.post(location + "/nodes/" + node + "/approval", q(body));
  }

  private Answer ended(String location) {
    return Eventually.get(() -> api.get(location), run -> run.at("/execution/completedAt") != null);
  }

  @ParameterizedTest
  @CsvSource({"approved,2", "rejected,3"})
  void aDecisionTakesItsHandleAndSaysWhoAndWhy(String decision, int node) {
    String location = waiting("{'message':'Pay {{ n }}?','approvers':['owner']}");
    assertThat(api.get(location).string("/execution/nodes/1/reason")).contains("Pay 5?");
    Answer answer = decide(location, "ok", "{'decision':'" + decision + "','comment':'a reason'}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    Answer run = ended(location);
    assertThat(run.string("/execution/nodes/" + node + "/status")).isEqualTo("COMPLETED");
    assertThat(run.object("/execution/nodes/1/output/approval"))
        .containsOnlyKeys("decision", "by", "comment", "at")
        .containsEntry("decision", decision)
        .containsEntry("comment", "a reason");
    assertThat(run.list("/execution/logs").toString()).contains("a reason");
  }

  @Test
  void onlyApproversDecide() {
    String location = waiting("{'approvers':['MODERATOR','0199c0de-0000-7000-8000-000000000000']}");
    assertThat(decide(location, "ok", "{'decision':'approved'}").status()).isEqualTo(403);
    assertThat(api.get(location).string("/execution/status")).isEqualTo("WAITING");
    api.post(location + "/cancel", "");
  }

  @Test
  void isDecidedOnce() {
    String location = waiting("{}");
    assertThat(decide(location, "ok", "{'decision':'approved'}").status()).isEqualTo(202);
    assertThat(decide(location, "ok", "{'decision':'rejected'}").status()).isEqualTo(409);
    assertThat(ended(location).string("/execution/nodes/2/status")).isEqualTo("COMPLETED");
  }

  @Test
  void whatIsNoDecisionOfAWaitingNodeIsRefused() {
    String location = waiting("{}");
    assertThat(decide(location, "nobody", "{'decision':'approved'}").status()).isEqualTo(404);
    assertThat(decide(location, "t", "{'decision':'approved'}").status()).isEqualTo(409);
    assertThat(decide(location, "ok", "{'decision':'perhaps'}").status()).isEqualTo(422);
    assertThat(decide(location, "ok", "{}").status()).isEqualTo(422);
    assertThat(decide(location, "ok", "{'decision':1}").status()).isEqualTo(400);
    assertThat(decide(location, "ok", "{'decision':'approved','by':'me'}").status()).isEqualTo(400);
    assertThat(decide(location, "ok", "[]").status()).isEqualTo(400);
    String nowhere = Api.BASE + "/executions/0199c0de-0000-7000-8000-000000000000";
    assertThat(decide(nowhere, "ok", "{'decision':'approved'}").status()).isEqualTo(404);
    assertThat(api.get(location).string("/execution/status")).isEqualTo("WAITING");
    api.post(location + "/cancel", "");
  }

  @Test
  void whenNobodyDecidesInTimeTheHandleTimeoutIsTaken() {
    Answer run = ended(asked("{'timeout':'PT0.2S'}"));
    assertThat(run.string("/execution/nodes/4/status")).isEqualTo("COMPLETED");
    assertThat(run.object("/execution/nodes/1/output/approval"))
        .containsEntry("decision", "timeout")
        .containsEntry("by", null);
  }
}
