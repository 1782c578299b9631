package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalRoutesTest {
  private final Api api = Api.shared();

  private static String q(String text) {
    return text.replace('\'', '"');
  }

  private String waiting(String config) {
    String workflow =
        api.workflow(
            q(
                "[{'id':'t','type':'trigger'},{'id':'w','type':'wait','data':{'config':"
                    + config
                    + "}},{'id':'in','type':'output'},"
                    + "{'id':'late','type':'output','data':{'config':{'set':{'late':true}}}}]"),
            q(
                "[{'source':'t','target':'w'},{'source':'w','target':'in'},"
                    + "{'source':'w','target':'late','sourceHandle':'timeout'}]"));
    return api.execute(workflow, q("{'input':{'x':1}}")).header("Location");
  }

  private Answer waited(String location) {
    return Eventually.get(
        () -> api.get(location), run -> run.string("/execution/status").equals("WAITING"));
  }

  private Answer ended(String location) {
    return Eventually.get(() -> api.get(location), run -> run.at("/execution/completedAt") != null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'a':[1,null]}", "'text'", "null", "12345678901234567890.10", "[]"})
  void anyJsonIsAPayload(String payload) {
    String location = waiting("{'signal':'paid'}");
    waited(location);
    Answer answer = api.post(location + "/signals/paid", q(payload));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    Answer run = ended(location);
    assertThat(run.string("/execution/status")).isEqualTo("COMPLETED");
    assertThat(run.text()).contains("\"output\":{\"x\":1,\"signal\":" + q(payload) + "}");
    assertThat(run.text()).contains("Signal received: paid");
  }

  @Test
  void aSignalNeedsNoBody() {
    String location = waiting("{'signal':'paid'}");
    assertThat(api.post(location + "/signals/paid", "").status()).isEqualTo(202);
    assertThat(ended(location).object("/execution/output")).containsEntry("signal", null);
  }

  @Test
  void aSignalThatComesBeforeItsWaitIsKept() {
    String workflow =
        api.workflow(
            q(
                "[{'id':'t','type':'trigger'},"
                    + "{'id':'first','type':'wait','data':{'config':{'signal':'go'}}},"
                    + "{'id':'a','type':'wait','data':{'config':{'signal':'paid'}}},"
                    + "{'id':'b','type':'wait','data':{'config':{'signal':'paid'}}}]"),
            q(
                "[{'source':'t','target':'first'},{'source':'first','target':'a'},"
                    + "{'source':'a','target':'b'}]"));
    String location = api.execute(workflow, "{}").header("Location");
    assertThat(api.post(location + "/signals/paid", "1").status()).isEqualTo(202);
    assertThat(api.post(location + "/signals/paid", "2").status()).isEqualTo(202);
    assertThat(api.post(location + "/signals/go", "3").status()).isEqualTo(202);
    Answer run = ended(location);
    assertThat(run.object("/execution/nodes/2/output")).containsEntry("signal", 1);
    assertThat(run.object("/execution/nodes/3/output")).containsEntry("signal", 2);
  }

  @Test
  void whenNoSignalComesInTimeTheHandleTimeoutIsTaken() {
    Answer run = ended(waiting("{'signal':'paid','timeout':'PT0.2S'}"));
    assertThat(run.object("/execution/output")).containsOnlyKeys("late");
    assertThat(run.object("/execution/nodes/1/output")).isEmpty();
    assertThat(run.string("/execution/nodes/1/reason")).contains("no signal paid came in time");
  }

  @Test
  void aRunThatHasEndedTakesNoSignal() {
    String location = waiting("{'signal':'paid'}");
    api.post(location + "/signals/paid", "1");
    ended(location);
    assertThat(api.post(location + "/signals/paid", "2").status()).isEqualTo(409);
    assertThat(api.post(location + "/cancel", "").status()).isEqualTo(409);
  }

  @Test
  void whatCannotBeReadIsRefused() {
    String location = waiting("{'signal':'paid'}");
    assertThat(api.post(location + "/signals/paid", "{").status()).isEqualTo(400);
    assertThat(api.post(location + "/signals/%20", "1").status()).isEqualTo(400);
    assertThat(api.post(location + "/signals/" + "x".repeat(201), "1").status()).isEqualTo(400);
    assertThat(api.post(location + "/signals/paid?x=1", "1").status()).isEqualTo(400);
    assertThat(api.post(location + "/signals/paid", "1", "Content-Type", "text/plain").status())
        .isEqualTo(415);
    String nowhere = Api.BASE + "/executions/0199c0de-0000-7000-8000-000000000000/signals/paid";
    assertThat(api.post(nowhere, "1").status()).isEqualTo(404);
    assertThat(waited(location).string("/execution/status")).isEqualTo("WAITING");
  }

  @Test
  void aRunThatWaitsForASignalIsCancelled() {
    String location = waiting("{'signal':'paid'}");
    waited(location);
    Answer answer = api.post(location + "/cancel", "");
    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.string("/execution/status")).isEqualTo("CANCELLED");
  }
}
