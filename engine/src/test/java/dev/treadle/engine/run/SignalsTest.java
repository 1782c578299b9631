package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Awaited;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignalsTest {
  private static final Awaited PAID = new Awaited.Signal("paid");
  private static final Duration DAY = Duration.ofDays(1);

  private static Flow flow() {
    return new Flow()
        .trigger("t")
        .node("signal", "w")
        .step("a", "late")
        .edge("t", "w")
        .edge("w", "a")
        .edge("w", "timeout", "late");
  }

  private static Live waiting() {
    return flow().live().begin("x", 1).awaits("w", PAID, DAY);
  }

  @Test
  void theRunWaitsUntilTheSignalCame() {
    Live live = waiting().then("w awaits");
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(live.run.awaited(live.index("w")).map(Pending.Answer::what)).contains(PAID);
    live.signal("paid", Map.of("amount", 5));
    live.then("signal paid", "w completed", "a started", "late skipped");
    assertThat(live.input("a")).isEqualTo(Map.of("x", 1, "signal", Map.of("amount", 5)));
    assertThat(live.run.awaited(live.index("w"))).isEmpty();
  }

  @Test
  void thePayloadMayBeNull() {
    Live live = waiting().signal("paid", null);
    assertThat(live.node("w").result()).containsEntry("signal", null).hasSize(1);
  }

  @Test
  void aWaitWithoutTimeoutHasNoTimer() {
    Live live = flow().live().begin().report("w", new Outcome.Awaiting(PAID, null, "awaits"));
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(live.run.nextDue()).isEmpty();
    assertThat(live.refusal(Live.timer("w"))).isEqualTo(Rejection.NOT_DUE);
  }

  @Test
  void whenTheTimeIsOverItTakesTheHandleTimeoutWithAnEmptyResult() {
    Live live = waiting().pass(DAY.minusMillis(1));
    assertThat(live.refusal(Live.timer("w"))).isEqualTo(Rejection.NOT_DUE);
    live.pass(Duration.ofMillis(1)).fire("w").then("w completed", "a skipped", "late started");
    assertThat(live.input("late")).isEqualTo(Map.of("x", 1));
  }

  @Test
  void aSignalThatCameBeforeItsWaitIsKept() {
    Live live = flow().live().begin().signal("paid", 1).then("signal paid").readBack();
    live.awaits("w", PAID, DAY).then("w awaits", "w completed", "a started", "late skipped");
    assertThat(live.node("w").result()).isEqualTo(Map.of("signal", 1));
  }

  @Test
  void signalsOfOneNameAreTakenInTheirOrderAndEachOnce() {
    Flow flow = new Flow().trigger("t").node("signal", "v", "w", "u").step("a");
    flow.edge("t", "w").edge("w", "v").edge("v", "u").edge("u", "a");
    Live live = flow.live().begin().signal("paid", 1).signal("paid", 2).signal("other", 3);
    live.awaits("w", PAID, DAY).readBack().awaits("v", PAID, DAY).awaits("u", PAID, DAY);
    assertThat(live.node("w").result()).isEqualTo(Map.of("signal", 1));
    Live again = live.readBack();
    assertThat(again.node("v").status()).isEqualTo(NodeStatus.RUNNING);
    again.awaits("v", PAID, DAY).awaits("u", PAID, DAY);
    assertThat(again.node("v").result()).isEqualTo(Map.of("signal", 2));
    assertThat(again.status("u")).isEqualTo(NodeStatus.WAITING);
    again.signal("paid", 4);
    assertThat(again.node("u").result()).isEqualTo(Map.of("signal", 4));
  }

  @Test
  void ofSeveralNodesTheOneThatWaitedLongestTakesASignal() {
    Flow flow = new Flow().trigger("t").node("signal", "v", "w").edge("t", "v").edge("t", "w");
    Live live = flow.live().begin().awaits("w", PAID, DAY).awaits("v", PAID, DAY);
    live.signal("paid", 1).then("signal paid", "w completed");
    live.signal("paid", 2).then("signal paid", "v completed", "run completed");
  }

  @Test
  void aSignalToARunThatEndedIsRefused() {
    Live live = waiting().signal("paid", 1).done("a");
    assertThat(live.refusal(new Command.ReceiveSignal("paid", 2))).isEqualTo(Rejection.RUN_ENDED);
  }

  @Test
  void whatNobodyWaitsForHasABound() {
    Live live = waiting();
    for (int i = 0; i < Signals.MOST_KEPT; i++) {
      live.signal("unheard" + i % 7, i);
    }
    assertThat(live.refusal(new Command.ReceiveSignal("paid", 1)))
        .isEqualTo(Rejection.TOO_MANY_SIGNALS);
  }

  @Test
  void aRunThatIsCancelledForgetsWhatItWaitedFor() {
    Live live = waiting().when(new Command.CancelRun("enough"));
    live.then("w cancelled", "run cancelled");
    assertThat(live.run.pending()).isEmpty();
  }

  @Test
  void aRestartBetweenASignalAndItsWaitHandsItOver() {
    Live live = waiting();
    live.run.apply(new Event.SignalReceived(live.now, "paid", Arrays.asList(1, null)));
    live.when(new Command.ResumeRun(10));
    live.then("run resumed 1", "w completed", "a started", "late skipped");
  }
}
