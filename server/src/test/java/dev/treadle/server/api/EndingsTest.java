package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.Json;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Runs that are cancelled, and workflows that are deleted. */
class EndingsTest {
  private static final String WAITS =
      "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT1H\"}}}";
  private static final String OUTPUT = "{\"id\":\"node\",\"type\":\"output\"}";

  private final Api api = Api.shared();

  private static void wasCancelled(Answer run, String why) {
    assertThat(run.object("/execution"))
        .containsEntry("status", "CANCELLED")
        .containsEntry("output", null);
    assertThat(run.at("/execution/completedAt")).isNotNull();
    assertThat(run.string("/execution/nodes/1/status")).isEqualTo("CANCELLED");
    Object last = run.list("/execution/logs").getLast();
    assertThat(String.valueOf(Objects.requireNonNull(Json.asObject(last)).get("message")))
        .contains("cancelled", why);
  }

  @Test
  void aWaitingRunIsCancelledAndThenHasEnded() {
    String location = api.execute(api.workflowOf(WAITS), "{}").header("Location");
    api.await(location, "WAITING");
    Answer cancelled = api.post(location + "/cancel", "");
    assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(202);
    assertThat(cancelled.header("Location")).isEqualTo(location);
    assertThat(cancelled.string("/execution/status")).isEqualTo("CANCELLED");
    wasCancelled(api.get(location), "cancelled by user");
    Answer again = api.post(location + "/cancel", "");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.string("/type")).isEqualTo("/problems/conflict");
  }

  @Test
  void aRunWithACallInFlightIsCancelledWithoutWaitingForIt()
      throws IOException, InterruptedException {
    try (SlowService service = new SlowService()) {
      String location = api.execute(api.workflowOf(service.node("")), "{}").header("Location");
      service.awaitCall();
      Answer cancelled = api.post(location + "/cancel", "");
      assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(202);
      wasCancelled(api.get(location), "cancelled by user");
    }
  }

  @Test
  void whatHasEndedOrNeverWasCannotBeCancelled() {
    Answer run = api.execute(api.workflowOf(OUTPUT), "{}", "Prefer", "wait=20");
    String location = run.header("Location");
    Answer ended = api.post(location + "/cancel", "");
    assertThat(ended.status()).isEqualTo(409);
    assertThat(api.get(location).object("/execution"))
        .containsAllEntriesOf(run.object("/execution"));
    for (String unknown : new String[] {"018f0000-0000-7000-8000-000000000000", "x"}) {
      assertThat(api.post(Api.BASE + "/executions/" + unknown + "/cancel", "").status())
          .isEqualTo(404);
    }
    String[] stranger = Strangers.stranger(api);
    assertThat(api.post(location + "/cancel", "", stranger).status()).isEqualTo(404);
  }

  @Test
  void aTimeoutOfZeroLeavesNoTimeForAnyAttempt() throws IOException {
    try (SlowService service = new SlowService()) {
      String retry = ",\"timeout\":\"PT0S\",\"retry\":{\"maxAttempts\":1}";
      Answer run = api.execute(api.workflowOf(service.node(retry)), "{}", "Prefer", "wait=20");
      assertThat(run.object("/execution")).containsEntry("status", "FAILED");
      assertThat(run.string("/execution/error/code")).isEqualTo("TIMEOUT");
    }
  }

  @Test
  void aDeletedWorkflowIsGoneAndItsHistoryIsNot() {
    String workflow = api.workflowOf(OUTPUT);
    String path = Api.BASE + "/workflows/" + workflow;
    Answer run = api.execute(workflow, "{\"input\":{\"a\":1}}", "Prefer", "wait=20");
    Answer before = api.get(run.header("Location"));
    Answer deleted = api.delete(path);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.text()).isEqualTo("{\"success\":true}");
    assertThat(api.get(run.header("Location")).text()).isEqualTo(before.text());
    assertThat(api.delete(path).status()).isEqualTo(404);
    assertThat(api.get(path).status()).isEqualTo(404);
    assertThat(api.execute(workflow, "{}").status()).isEqualTo(404);
    assertThat(api.execute(workflow, "{\"version\":1}").status()).isEqualTo(404);
    assertThat(api.patch(path, "{\"name\":\"Back again\"}").status()).isEqualTo(404);
    assertThat(api.post(path + "/toggle", "").status()).isEqualTo(404);
    assertThat(api.get(path + "/versions").status()).isEqualTo(404);
    assertThat(api.post(path + "/versions/1/restore", "").status()).isEqualTo(404);
  }

  @Test
  void deletingCancelsWhatIsStillGoing() throws IOException, InterruptedException {
    try (SlowService service = new SlowService()) {
      String calling = api.workflowOf(service.node(""));
      String inFlight = api.execute(calling, "{}").header("Location");
      service.awaitCall();
      String waiting = api.workflowOf(WAITS);
      String first = api.execute(waiting, "{}").header("Location");
      String second = api.execute(waiting, "{}").header("Location");
      api.await(first, "WAITING");
      assertThat(api.delete(Api.BASE + "/workflows/" + calling).status()).isEqualTo(200);
      assertThat(api.delete(Api.BASE + "/workflows/" + waiting).status()).isEqualTo(200);
      for (String location : new String[] {inFlight, first, second}) {
        wasCancelled(api.await(location, "CANCELLED"), "the workflow was deleted");
      }
    }
  }
}
