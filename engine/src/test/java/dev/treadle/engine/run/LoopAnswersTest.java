package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Awaited;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nodes of a body that wait for somebody outside. */
class LoopAnswersTest {
  private static final Awaited PAID = new Awaited.Signal("paid");
  private static final Awaited APPROVAL = new Awaited.Approval("ok?", List.of());
  private static final Duration DAY = Duration.ofDays(1);

  /** t → l → after, with one node w in the loop l, whose body runs for three items. */
  private static Live over(String type, boolean collects) {
    Flow flow = new Flow().trigger("t").loop("l").node(type, "w").step("after").inside("l", "w");
    flow.edge("t", "l").edge("l", "after");
    return flow.live().begin().over("l", 2, collects, "p", "q", "r");
  }

  @Test
  void theIterationThatWaitedLongestTakesASignal() {
    Live live = over("signal", false).awaits("w[1]", PAID, DAY).awaits("w[0]", PAID, DAY);
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    live = live.readBack();
    live.signal("paid", 1).then("signal paid", "w[1] completed", "w[2] started");
    live.signal("paid", 0).then("signal paid", "w[0] completed");
    live.signal("paid", 2).then("signal paid");
    live.awaits("w[2]", PAID, DAY);
    live.then("w[2] awaits", "w[2] completed", "l looped", "after started");
    assertThat(live.node("l").result())
        .isEqualTo(
            Map.of(
                "items", List.of(Map.of("signal", 0), Map.of("signal", 1), Map.of("signal", 2))));
  }

  @Test
  void anApprovalIsThatOfOneIteration() {
    Live live = over("approval", false).awaits("w[0]", APPROVAL, DAY).awaits("w[1]", APPROVAL, DAY);
    assertThat(live.run.awaited(live.index("w")))
        .contains(new Pending.Answer(live.index("w"), Iteration.parse("0"), APPROVAL));
    assertThat(live.refusal(Live.decision("w[2]", true))).isEqualTo(Rejection.NOT_AWAITED);
    assertThat(live.refusal(Live.decision("w", true))).isEqualTo(Rejection.NOT_AWAITED);
    live.when(Live.decision("w[0]", true)).then("w[0] completed", "w[2] started");
    assertThat(live.refusal(Live.decision("w[0]", true))).isEqualTo(Rejection.NOT_AWAITED);
    assertThat(live.run.awaited(live.index("w")).map(Pending.Answer::iteration))
        .contains(Iteration.parse("1"));
  }

  @Test
  void eachIterationHasItsOwnTime() {
    Live live = over("signal", false).awaits("w[0]", PAID, DAY).pass(Duration.ofHours(1));
    live.awaits("w[1]", PAID, DAY).pass(DAY.minusHours(1));
    assertThat(live.refusal(Live.timer("w[1]"))).isEqualTo(Rejection.NOT_DUE);
    live.fire("w[0]").then("w[0] completed", "w[2] started");
    live.signal("paid", 7).then("signal paid", "w[1] completed");
  }

  @Test
  void anIterationThatIsGivenUpTakesNoSignal() {
    Live live = over("signal", false).awaits("w[0]", PAID, DAY).failForGood("w[1]");
    live.then("w[1] failed STOP", "w[0] cancelled", "l failed STOP", "run failed by l");
    assertThat(live.run.pending()).isEmpty();
  }

  @Test
  void aLoopThatIsTriedAgainAwaitsAnew() {
    Flow flow = new Flow().trigger("t").loop("l").node("signal", "w").inside("l", "w");
    flow.edge("t", "l").attempts("l", 2);
    Live live = flow.live().begin().over("l", 2, false, "p", "q").awaits("w[0]", PAID, DAY);
    live.fail("w[1]");
    live.then("w[1] failed STOP", "w[0] cancelled", "l failed attempt 1");
    live.signal("paid", 1).then("signal paid").pass(DAY).fire("l");
    live.over("l", 2, false, "p", "q").awaits("w[1]", PAID, DAY);
    live.then("w[1] awaits", "w[1] completed");
  }
}
