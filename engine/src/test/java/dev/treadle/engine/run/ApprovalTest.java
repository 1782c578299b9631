package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Awaited;
import dev.treadle.values.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApprovalTest {
  private static final Awaited OK = new Awaited.Approval("Is it right?", List.of("OWNER"));
  private static final Duration DAY = Duration.ofDays(1);

  private static Live waiting() {
    return new Flow()
        .trigger("t")
        .node("approval", "ok")
        .step("yes", "no", "late")
        .edge("t", "ok")
        .edge("ok", "yes")
        .edge("ok", "rejected", "no")
        .edge("ok", "timeout", "late")
        .live()
        .begin()
        .awaits("ok", OK, DAY);
  }

  private static Map<String, @Nullable Object> approval(Live live) {
    return Objects.requireNonNull(Json.asObject(live.node("ok").result().get("approval")));
  }

  @Test
  void approvedIsTheDefaultHandleAndTheResultSaysWhoDecided() {
    Live live = waiting().pass(Duration.ofHours(1)).when(Live.decision("ok", true));
    live.then("ok completed", "yes started", "no skipped", "late skipped");
    assertThat(approval(live))
        .isEqualTo(
            Map.of(
                "decision", "approved",
                "by", "somebody",
                "comment", "why",
                "at", "2026-03-01T13:00:00Z"));
    assertThat(live.node("ok").reason()).isEqualTo("approved by somebody: why");
  }

  @Test
  void rejectedTakesItsHandle() {
    waiting()
        .when(Live.decision("ok", false))
        .then("ok completed", "yes skipped", "no started", "late skipped");
  }

  @Test
  void nobodyDecidedInTime() {
    Live live = waiting().pass(DAY).fire("ok");
    live.then("ok completed", "yes skipped", "no skipped", "late started");
    assertThat(approval(live)).containsEntry("decision", "timeout").containsEntry("by", null);
  }

  @Test
  void isDecidedOnce() {
    Live live = waiting().when(Live.decision("ok", true));
    assertThat(live.refusal(Live.decision("ok", false))).isEqualTo(Rejection.NOT_AWAITED);
    assertThat(live.refusal(Live.timer("ok"))).isEqualTo(Rejection.NOT_DUE);
  }

  @Test
  void onlyANodeThatWaitsForOneIsDecided() {
    Live live = waiting();
    assertThat(live.refusal(Live.decision("yes", true))).isEqualTo(Rejection.NOT_AWAITED);
    assertThat(live.refusal(Live.decision("nobody", true))).isEqualTo(Rejection.UNKNOWN_NODE);
    live.signal("ok", "no decision").then("signal ok");
  }

  @Test
  void anApprovalThatCannotBeAskedForGoesOnUnderContinue() {
    Flow flow = new Flow().trigger("t").node("approval", "ok").step("yes").edge("t", "ok");
    flow.edge("ok", "yes").onError("ok", "continue");
    flow.live().begin().failForGood("ok").then("ok failed CONTINUE", "yes started");
  }
}
