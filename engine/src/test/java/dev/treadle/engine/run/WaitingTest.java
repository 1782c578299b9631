package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitingTest {
  private static Live waiting() {
    Flow flow = new Flow().trigger("t").node("wait", "w").step("a").edge("t", "w").edge("w", "a");
    return flow.live().begin("x", 1).waits("w", Duration.ofMinutes(5));
  }

  @Test
  void aRunWaitsWhenAllThatHasBegunWaits() {
    Live live = waiting().then("w waits");
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(live.status("w")).isEqualTo(NodeStatus.WAITING);
    assertThat(live.run.nextDue()).contains(live.now.plus(Duration.ofMinutes(5)));
  }

  @Test
  void aTimerNeverFiresEarly() {
    Live live = waiting().pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(live.refusal(Live.timer("w"))).isEqualTo(Rejection.NOT_DUE);
  }

  @Test
  void aTimerThatIsDueTakesTheDefaultHandleAndAddsNothing() {
    Live live = waiting().pass(Duration.ofMinutes(5)).fire("w").then("w completed", "a started");
    assertThat(live.input("a")).isEqualTo(Map.of("x", 1));
    assertThat(live.node("w").result()).isEmpty();
    assertThat(live.run.status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void aTimerFiresOnce() {
    Live live = waiting().pass(Duration.ofMinutes(6)).fire("w");
    assertThat(live.refusal(Live.timer("w"))).isEqualTo(Rejection.NOT_DUE);
  }

  @Test
  void aNodeWithoutATimerHasNoneThatIsDue() {
    Live live = Flow.chain("a").live().begin();
    assertThat(live.refusal(Live.timer("a"))).isEqualTo(Rejection.NOT_DUE);
  }

  @Test
  void aMomentThatIsPastIsDueAtOnce() {
    Flow flow = new Flow().trigger("t").node("wait", "w").edge("t", "w");
    Live live = flow.live().begin().report("w", new Outcome.Waiting(Instant.MIN, "long ago"));
    assertThat(live.run.nextDue()).contains(live.now);
    live.fire("w").then("w completed", "run completed");
  }

  @Test
  void aMomentBetweenTwoMillisecondsIsTheLaterOne() {
    Flow flow = new Flow().trigger("t").node("wait", "w").edge("t", "w");
    Live live = flow.live().begin().waits("w", Duration.ofNanos(1));
    assertThat(live.run.nextDue()).contains(live.now.plusMillis(1));
  }

  @Test
  void theRunRunsWhileAnotherBranchDoes() {
    Flow flow = new Flow().trigger("t").node("wait", "w").step("a").edge("t", "w").edge("t", "a");
    Live live = flow.live().begin().waits("w", Duration.ofMinutes(1));
    assertThat(live.run.status()).isEqualTo(RunStatus.RUNNING);
    live.done("a");
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
  }

  @Test
  void theNextTimerIsTheEarliest() {
    Flow flow = new Flow().trigger("t").node("wait", "v", "w").edge("t", "v").edge("t", "w");
    Live live = flow.live().begin().waits("v", Duration.ofHours(2)).waits("w", Duration.ofHours(1));
    assertThat(live.run.nextDue()).contains(live.now.plus(Duration.ofHours(1)));
    live.pass(Duration.ofHours(1)).fire("w");
    assertThat(live.run.nextDue()).contains(Live.START.plus(Duration.ofHours(2)));
  }

  @Test
  void reportingAnOutcomeForANodeThatWaitsIsRefused() {
    Live live = waiting();
    assertThat(live.refusal(live.outcome("w", Outcome.completed("out", Map.of()))))
        .isEqualTo(Rejection.STALE_ATTEMPT);
  }

  @Test
  void aWaitThatCannotBeReadGoesOnUnderContinue() {
    Flow flow = new Flow().trigger("t").node("wait", "w").step("a").edge("t", "w").edge("w", "a");
    flow.onError("w", "continue")
        .live()
        .begin()
        .failForGood("w")
        .then("w failed CONTINUE", "a started");
  }
}
