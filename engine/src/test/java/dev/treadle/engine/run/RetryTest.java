package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Failure;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Map<String, Object> QUICK =
      Map.of(
          "maxAttempts",
          5,
          "initialInterval",
          "PT2S",
          "backoffCoefficient",
          3,
          "maxInterval",
          "PT20S");

  @Test
  void aPureNodeHasOneAttempt() {
    Flow.chain("a").live().begin().fail("a").then("a failed STOP", "run failed by a");
  }

  @Test
  void anEffectfulNodeHasThreeAttempts() {
    Live live = effect().live().begin().fail("a").then("a failed attempt 1");
    live.pass(Duration.ofSeconds(1)).fire("a").then("a started again 2");
    live.fail("a").then("a failed attempt 2").pass(Duration.ofSeconds(2)).fire("a");
    live.fail("a").then("a failed STOP", "run failed by a");
    assertThat(live.node("a").error().orElseThrow().attempt()).isEqualTo(3);
  }

  @Test
  void retriesTwiceThenCompletes() {
    Live live = effect().live().begin().fail("a").pass(Duration.ofSeconds(1)).fire("a").fail("a");
    live.pass(Duration.ofSeconds(2)).fire("a").done("a", "x", 1);
    assertThat(live.run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(live.node("a").error()).isEmpty();
    assertThat(live.node("a").attempt()).isEqualTo(3);
  }

  @Test
  void waitsBetweenAttemptsWithoutAThread() {
    Live live = effect().live().begin().fail("a");
    assertThat(live.status("a")).isEqualTo(NodeStatus.WAITING);
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(live.run.pending())
        .containsExactly(
            new Pending.Timer(live.index("a"), Iteration.NONE, live.now.plusSeconds(1)));
  }

  @Test
  void doesNotRetryAPermanentFailure() {
    effect().live().begin().failForGood("a").then("a failed STOP", "run failed by a");
  }

  @Test
  void pausesGrowByTheCoefficientUpToTheLongest() {
    Live live = effect().retry("a", QUICK).live().begin();
    for (int seconds : List.of(2, 6, 18, 20)) {
      live.fail("a");
      assertThat(due(live)).isEqualTo(live.now.plusSeconds(seconds));
      live.pass(Duration.ofSeconds(seconds)).fire("a");
    }
    live.fail("a").then("a failed STOP", "run failed by a");
  }

  @Test
  void jitterMakesAPauseLongerByAtMostAFifth() {
    Live live = effect().retry("a", QUICK).live().begin();
    live.when(
        new Command.ReportOutcome(
            new NodeId("a"), Iteration.NONE, 1, Outcome.transientFailure(Live.BROKEN, ""), 0.5));
    assertThat(due(live)).isEqualTo(live.now.plusMillis(2200));
  }

  @Test
  void waitsAsLongAsTheOtherSideAsks() {
    Live live = effect().live().begin().report("a", retryAfter(Duration.ofSeconds(90)));
    assertThat(due(live)).isEqualTo(live.now.plusSeconds(90));
  }

  @Test
  void waitsNoShorterThanItsOwnPauseWhateverTheOtherSideAsks() {
    Live live = effect().live().begin().report("a", retryAfter(Duration.ofMillis(1)));
    assertThat(due(live)).isEqualTo(live.now.plusSeconds(1));
  }

  @Test
  void theOtherSideCannotMakeItWaitLongerThanADay() {
    Live live = effect().live().begin().report("a", retryAfter(Duration.ofDays(400)));
    assertThat(due(live)).isEqualTo(live.now.plus(Duration.ofDays(1)));
  }

  @Test
  void thePolicyItselfMayPauseForLongerThanADay() {
    Map<String, Object> slow =
        Map.of("maxAttempts", 2, "initialInterval", "P3D", "maxInterval", "P7D");
    Live live = effect().retry("a", slow).live().begin().fail("a");
    assertThat(due(live)).isEqualTo(live.now.plus(Duration.ofDays(3)));
  }

  @Test
  void aPauseOfAThousandYearsIsAPause() {
    Map<String, Object> endless =
        Map.of("maxAttempts", 2, "initialInterval", "P365000D", "maxInterval", "P365000D");
    Live live = effect().retry("a", endless).live().begin().fail("a");
    assertThat(due(live)).isEqualTo(live.now.plus(Duration.ofDays(365_000)));
  }

  @Test
  void neverRetriesBeforeTheMomentThatWasAskedFor() {
    Live live = effect().live().begin().report("a", retryAfter(Duration.ofNanos(1_500_000_001)));
    assertThat(due(live)).as("whole milliseconds").isEqualTo(live.now.plusMillis(1501));
  }

  @Test
  void anAttemptBeginsNotBeforeItsTime() {
    Live live = effect().live().begin().fail("a").pass(Duration.ofMillis(999));
    assertThat(live.refusal(Live.timer("a"))).isEqualTo(Rejection.NOT_DUE);
    live.pass(Duration.ofMillis(1)).fire("a").then("a started again 2");
  }

  @Test
  void theOutcomeOfAnEarlierAttemptIsNotHeard() {
    Live live = effect().live().begin();
    Command late = live.outcome("a", Outcome.completed("out", Map.of()));
    live.fail("a");
    assertThat(live.refusal(late)).isEqualTo(Rejection.STALE_ATTEMPT);
    live.pass(Duration.ofSeconds(1)).fire("a");
    assertThat(live.refusal(late)).isEqualTo(Rejection.STALE_ATTEMPT);
  }

  @Test
  void keepsItsInputOverAllAttempts() {
    Live live = effect().live().begin("x", 1).fail("a").pass(Duration.ofSeconds(1)).fire("a");
    assertThat(live.input("a")).isEqualTo(Map.of("x", 1));
    assertThat(live.node("a").startedAt()).contains(Live.START);
  }

  @Test
  void theOtherBranchGoesOnWhileOneWaits() {
    Flow flow = new Flow().trigger("t").effect("a").step("b", "c").edge("t", "a").edge("t", "b");
    Live live = flow.edge("b", "c").live().begin().fail("a");
    assertThat(live.run.status()).isEqualTo(RunStatus.RUNNING);
    live.done("b").then("b completed", "c started");
  }

  private static Flow effect() {
    return new Flow().trigger("t").effect("a").edge("t", "a");
  }

  private static Instant due(Live live) {
    return live.run.nextDue().orElseThrow();
  }

  private static Outcome retryAfter(@Nullable Duration asked) {
    return new Outcome.Failed(Failure.of(Live.BROKEN, "busy"), true, asked, Usage.NONE);
  }
}
