package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class JoinsTest {
  @Test
  void startsWhenAllEdgesAreDecidedAndOneWasTaken() {
    Live live = Flow.diamond("a", "b").live().begin().done("b");
    assertThat(live.status("j")).isEqualTo(NodeStatus.PENDING);
    live.done("a").then("a completed", "j started");
  }

  @Test
  void doesNotWaitForEdgesThatAreDead() {
    Flow flow =
        new Flow()
            .trigger("t")
            .node("condition", "c", "d")
            .step("j")
            .edge("t", "c")
            .edge("t", "d")
            .edge("c", "j")
            .edge("d", "j");
    Live live = flow.live().begin().choose("c", "false");
    assertThat(live.status("j")).isEqualTo(NodeStatus.PENDING);
    live.choose("d", "true").then("d completed", "j started");
  }

  @Test
  void skipsAJoinWithoutAnyTakenEdge() {
    Flow flow =
        new Flow()
            .trigger("t")
            .node("condition", "c", "d")
            .step("j", "after")
            .edge("t", "c")
            .edge("t", "d")
            .edge("c", "j")
            .edge("d", "j")
            .edge("j", "after");
    flow.live()
        .begin()
        .choose("c", "false")
        .choose("d", "false")
        .then("d completed", "j skipped", "after skipped", "run completed");
  }

  @Test
  void anySkipsAJoinWithoutAnyTakenEdge() {
    Flow flow =
        new Flow().trigger("t").node("condition", "c").step("j").edge("t", "c").edge("c", "j");
    flow.join("j", "any")
        .live()
        .begin()
        .choose("c", "false")
        .then("c completed", "j skipped", "run completed");
  }

  @Test
  void anyStartsAtTheFirstTakenEdge() {
    Flow.diamond("a", "b")
        .join("j", "any")
        .live()
        .begin()
        .done("b")
        .then("b completed", "j started");
  }

  @Test
  void anyWaitsOnWhenTheFirstDecidedEdgeIsDead() {
    Flow flow =
        new Flow()
            .trigger("t")
            .node("condition", "c")
            .step("a", "j")
            .edge("t", "c")
            .edge("t", "a")
            .edge("c", "j")
            .edge("a", "j")
            .join("j", "any");
    Live live = flow.live().begin().choose("c", "false");
    assertThat(live.status("j")).isEqualTo(NodeStatus.PENDING);
    live.done("a").then("a completed", "j started");
  }

  @Test
  void aLateEdgeIntoAnAnyJoinChangesNothingButCountsAsTaken() {
    Live live = Flow.diamond("a", "b").join("j", "any").live().begin();
    live.done("a", "x", 1).done("b", "x", 2).then("b completed");
    assertThat(live.input("j")).isEqualTo(Map.of("x", 1));
    live.done("j").then("j completed", "run completed");
    assertThat(live.output()).as("b is not a last node").isEqualTo(Map.of("x", 1));
  }

  @Test
  void aNodeThatIsStillRunningKeepsTheRunOpenBehindAnAnyJoin() {
    Live live = Flow.diamond("a", "b").join("j", "any").live().begin().done("a").done("j");
    assertThat(live.run.status()).isEqualTo(RunStatus.RUNNING);
    live.done("b").then("b completed", "run completed");
    assertThat(live.node("j").attempt()).isEqualTo(1);
  }

  @Test
  void anySeesAllEdgesThatOneDecisionTook() {
    Flow flow = Flow.diamond("a", "b").join("j", "any").edge("t", "j");
    Live live = flow.live().begin("x", 0);
    assertThat(live.status("j")).isEqualTo(NodeStatus.RUNNING);
    live.done("a", "x", 1).done("b", "x", 2).done("j");
    assertThat(live.output()).isEqualTo(Map.of("x", 0));
  }
}
