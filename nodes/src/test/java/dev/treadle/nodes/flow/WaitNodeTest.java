package dev.treadle.nodes.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitNodeTest extends NodeContract {
  @Override
  protected NodeType<?> type() {
    return new WaitNode();
  }

  @Test
  void waitsForADurationFromNowOnAndZeroIsLegal() throws InterruptedException {
    assertThat(run("{\"duration\": \"PT15M\"}"))
        .isEqualTo(
            new Outcome.Waiting(
                FakeContext.NOW.plusSeconds(900), "waits for PT15M, until 2026-01-31T09:15:00Z"));
    assertThat(run("{\"duration\": \"PT0S\"}"))
        .isInstanceOfSatisfying(
            Outcome.Waiting.class, w -> assertThat(w.until()).isEqualTo(FakeContext.NOW));
  }

  @Test
  void waitsUntilAMomentThatATemplateNames() throws InterruptedException {
    Outcome outcome =
        FakeContext.of("{\"due\": \"2030-01-31T12:00:00+01:00\"}")
            .run(new WaitNode(), "{\"until\": \"{{ due }}\"}");
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Waiting(
                Instant.parse("2030-01-31T11:00:00Z"), "waits until 2030-01-31T11:00:00Z"));
  }

  @Test
  void failsWhereTheTemplateYieldsNothingOrTooMuch() throws InterruptedException {
    for (String config :
        List.of(
            "{\"duration\": \"{{ nothing }}\"}",
            "{\"duration\": \"PT100000000H\"}",
            "{\"signal\": \"{{ nothing }}\"}",
            "{\"signal\": \"{{ \\\"\\\" }}\"}",
            "{\"signal\": \"s\", \"timeout\": \"PT100000000H\"}",
            "{\"until\": \"soon\"}")) {
      assertThat(run(config))
          .isInstanceOfSatisfying(
              Outcome.Failed.class,
              failed -> {
                assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                assertThat(failed.retryable()).isFalse();
              });
    }
  }

  @Test
  void waitsForASignalForEverOrForATime() throws InterruptedException {
    assertThat(run("{\"signal\": \"paid\"}"))
        .isEqualTo(
            new Outcome.Awaiting(new Awaited.Signal("paid"), null, "waits for the signal paid"));
    assertThat(run("{\"signal\": \"paid\", \"timeout\": \"PT15M\"}"))
        .isEqualTo(
            new Outcome.Awaiting(
                new Awaited.Signal("paid"),
                FakeContext.NOW.plusSeconds(900),
                "waits for the signal paid, until 2026-01-31T09:15:00Z"));
  }

  @Test
  void onlyAWaitForASignalHasTheHandleTimeout() {
    var handles = type().spec().signature().handles();
    assertThat(handles.apply(JsonText.constantObject("{\"signal\": \"paid\"}")).names())
        .containsExactly("out", "timeout");
    assertThat(handles.apply(JsonText.constantObject("{\"duration\": \"PT1S\"}")).names())
        .containsExactly("out");
  }

  @Test
  void whatCannotBeWaitedForIsAProblem() {
    assertThat(problems("{\"duration\": \"PT1S\", \"timeout\": \"P1D\"}"))
        .extracting(ConfigProblem::pointer)
        .containsExactly("/timeout");
    assertThat(problems("{\"signal\": \" \"}"))
        .extracting(ConfigProblem::pointer)
        .containsExactly("/signal");
    assertThat(problems("{\"signal\": \"paid\", \"timeout\": \"P1D\"}")).isEmpty();
  }

  private List<ConfigProblem> problems(String config) {
    return type().spec().signature().check().apply(JsonText.constantObject(config));
  }

  private static Outcome run(String config) throws InterruptedException {
    return FakeContext.of("{}").run(new WaitNode(), config);
  }
}
