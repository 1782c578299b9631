package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.catalog.Executions;
import dev.treadle.server.api.Api.Answer;
import dev.treadle.values.ExecutionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
  private static final String TRIGGER = "[{\"id\":\"t\",\"type\":\"trigger\"}]";

  private final Api api = Api.shared();

  private List<Answer> together(int callers, String workflow, String body, String... headers)
      throws ExecutionException, InterruptedException {
    List<Future<Answer>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        calls.add(threads.submit(() -> api.execute(workflow, body, headers)));
      }
    }
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> call : calls) {
      answers.add(call.get());
    }
    return answers;
  }

  @Test
  void fiftyCallersWithOneKeyGetOneRun() throws ExecutionException, InterruptedException {
    String workflow =
        api.workflowOf(
            "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT0.2S\"}}}");
    List<Answer> answers =
        together(50, workflow, "{}", "Idempotency-Key", "fifty", "Prefer", "wait=20");
    assertThat(answers).allMatch(answer -> answer.status() == 200);
    assertThat(answers)
        .extracting(answer -> answer.string("/execution/id"))
        .containsOnly(answers.getFirst().string("/execution/id"));
    assertThat(answers)
        .filteredOn(answer -> answer.header("Idempotent-Replayed").isEmpty())
        .hasSize(1);
  }

  @Test
  void theSameRequestIsReplayedWhateverTheOrderOfItsMembers() {
    String workflow = api.workflow(TRIGGER, "[]");
    Answer first =
        api.execute(
            workflow, "{\"input\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}}}", "Idempotency-Key", "order");
    Answer again =
        api.execute(
            workflow,
            " {\"input\": {\"b\":{\"d\":3,\"c\":2},\"a\":1}}",
            "Idempotency-Key",
            "order",
            "Prefer",
            "wait=20");
    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.string("/execution/status")).isEqualTo("COMPLETED");
  }

  @Test
  void anotherRequestWithTheKeyIs409() {
    String workflow = api.workflow(TRIGGER, "[]");
    assertThat(api.execute(workflow, "{}", "Idempotency-Key", "taken").status()).isEqualTo(202);
    Answer otherBody = api.execute(workflow, "{\"input\":{\"a\":1}}", "Idempotency-Key", "taken");
    Answer otherWorkflow =
        api.execute(api.workflow(TRIGGER, "[]"), "{}", "Idempotency-Key", "taken");
    for (Answer answer : List.of(otherBody, otherWorkflow)) {
      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.string("/type")).isEqualTo("/problems/idempotency-mismatch");
    }
  }

  @Test
  void aKeyWhoseCallerWasLostBeforeTheStartStartsTheRunOnce()
      throws ExecutionException, InterruptedException {
    String workflow = api.workflow(TRIGGER, "[]");
    Answer probe = api.execute(workflow, "{}", "Idempotency-Key", "probe");
    Executions executions = api.backend().executions();
    var organization = api.backend().first().caller().organization();
    Executions.KeyUse use =
        executions.useKey(organization, "probe", "", new ExecutionId(api.backend().newId()));
    assertThat(use.execution()).hasToString(probe.string("/execution/id"));
    ExecutionId lost = new ExecutionId(api.backend().newId());
    executions.useKey(organization, "lost", use.fingerprint(), lost);
    List<Answer> answers =
        together(5, workflow, "{}", "Idempotency-Key", "lost", "Prefer", "wait=20");
    assertThat(answers).extracting(Answer::status).containsOnly(200);
    assertThat(answers)
        .extracting(answer -> answer.string("/execution/id"))
        .containsOnly(lost.toString());
  }

  @Test
  void aRefusedRequestDoesNotUseUpItsKey() {
    String workflow = api.workflow(TRIGGER, "[]");
    String[] key = {"Idempotency-Key", "second-try"};
    assertThat(api.execute(workflow, "{\"trigger\":\"no\"}", key).status()).isEqualTo(422);
    assertThat(api.execute(workflow, "{\"version\":9}", key).status()).isEqualTo(422);
    Answer better = api.execute(workflow, "{}", key);
    assertThat(better.status()).isEqualTo(202);
    assertThat(better.header("Idempotent-Replayed")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\tb", ""})
  void aKeyThatIsNoTokenIs400(String key) {
    String workflow = api.workflow(TRIGGER, "[]");
    Answer answer = api.execute(workflow, "{}", "Idempotency-Key", key);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.string("/errors/0/pointer")).isEqualTo("Idempotency-Key");
    Answer tooLong = api.execute(workflow, "{}", "Idempotency-Key", "k".repeat(256));
    assertThat(tooLong.status()).isEqualTo(400);
    String longest = (workflow + "k".repeat(255)).substring(0, 255);
    assertThat(api.execute(workflow, "{}", "Idempotency-Key", longest).status()).isEqualTo(202);
  }
}
