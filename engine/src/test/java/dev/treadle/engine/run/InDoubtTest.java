package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command.ResumeRun;
import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of an effect that was in flight when its process was lost. */
class InDoubtTest {
  private static Flow flow(String inDoubt) {
    return new Flow()
        .trigger("t")
        .effect("a")
        .step("s", "e")
        .edge("t", "a")
        .edge("a", "s")
        .inDoubt("a", inDoubt);
  }

  private static Live crashed(Live live) {
    return live.readBack().when(new ResumeRun(10));
  }

  @Test
  void isMadeAgainAsTheSameAttemptAndTheHistorySaysSo() {
    Live live = crashed(flow("retry").live().begin()).then("run resumed 1", "a repeated 1");
    assertThat(live.node("a").attempt()).isEqualTo(1);
    live.done("a").then("a completed", "s started");
  }

  @Test
  void isParkedWhereAPersonIsToBeAskedAndMadeAgainWhenApproved() {
    Live live = crashed(flow("ask").live().begin()).then("run resumed 1", "a awaits");
    assertThat(live.status("a")).isEqualTo(NodeStatus.WAITING);
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(live.node("a").reason())
        .isEqualTo("waits for a decision: a crash left open whether attempt 1 was made");
    assertThat(live.run.pending())
        .containsExactly(new Pending.Answer(live.index("a"), Iteration.NONE, new Awaited.Doubt()));
    live.when(Live.decision("a", true)).then("a repeated 1");
    assertThat(live.run.pending())
        .containsExactly(new Pending.Perform(live.index("a"), Iteration.NONE, 1));
    live.done("a").then("a completed", "s started");
  }

  @Test
  void isDecidedOnce() {
    Live live = crashed(flow("ask").live().begin()).when(Live.decision("a", true));
    assertThat(live.refusal(Live.decision("a", true))).isEqualTo(Rejection.NOT_AWAITED);
    assertThat(live.refusal(Live.decision("a", false))).isEqualTo(Rejection.NOT_AWAITED);
  }

  @Test
  void failsForGoodWhenRejected() {
    Live live = crashed(flow("ask").live().begin()).when(Live.decision("a", false));
    live.then("a failed STOP", "run failed by a");
    assertThat(live.run.summary().error().orElseThrow())
        .containsEntry("code", "IN_DOUBT")
        .containsEntry(
            "message", "a crash left open whether attempt 1 was made; rejected by somebody: why");
  }

  @Test
  void isAskedAboutAgainAfterTheNextCrash() {
    Live live = crashed(flow("ask").live().begin()).when(Live.decision("a", true));
    crashed(live).then("run resumed 1", "a awaits");
    crashed(crashed(flow("ask").live().begin())).then("run resumed 1");
  }

  @Test
  void failsWithoutAnotherAttemptWhereTheDefinitionSaysSo() {
    crashed(flow("fail").attempts("a", 5).live().begin())
        .then("run resumed 1", "a failed STOP", "run failed by a");
    crashed(flow("fail").edge("a", "error", "e").live().begin())
        .then("run resumed 1", "a failed BRANCH", "s skipped", "e started");
    Live live = crashed(flow("fail").onError("a", "continue").live().begin());
    live.then("run resumed 1", "a failed CONTINUE", "s started");
    assertThat(live.input("s").get("error"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("code", ErrorCode.IN_DOUBT.value());
  }

  @Test
  void aFailureOfOneEndsTheRunWithTheOthers() {
    Flow flow = flow("fail").effect("b", "c").edge("t", "b").edge("t", "c").inDoubt("c", "ask");
    crashed(flow.live().begin())
        .then("run resumed 1", "a failed STOP", "b cancelled", "c cancelled", "run failed by a");
  }

  @Test
  void onlyWhatWasInFlightIsInDoubt() {
    Live live = flow("fail").attempts("a", 2).live().begin().fail("a");
    crashed(live).then("run resumed 1");
    assertThat(crashed(flow("fail").live().begin().done("a")).node("a").result())
        .isEqualTo(Map.of());
    live.pass(Duration.ofSeconds(1)).fire("a");
    crashed(live).then("run resumed 1", "a failed STOP", "run failed by a");
  }

  @Test
  void eachIterationOfALoopIsDecidedByItself() {
    Flow flow =
        new Flow()
            .trigger("t")
            .loop("each")
            .effect("a")
            .edge("t", "each")
            .inside("each", "a")
            .inDoubt("a", "fail");
    Live live = crashed(flow.live().begin().over("each", 2, true, 1, 2, 3));
    live.then("run resumed 1", "a[0] failed STOP", "a[2] started", "a[1] failed STOP");
  }
}
