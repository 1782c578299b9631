package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.values.Outcome;
import org.junit.jupiter.api.Test;

class BranchesTest {
  private static Flow fork() {
    return new Flow()
        .trigger("t")
        .node("condition", "c")
        .step("yes", "no", "end")
        .edge("t", "c")
        .edge("c", "yes")
        .edge("c", "false", "no")
        .edge("yes", "end")
        .edge("no", "end");
  }

  @Test
  void takesTheEdgesOfTheHandleThatWasChosen() {
    fork().live().begin().choose("c", "false").then("c completed", "yes skipped", "no started");
  }

  @Test
  void countsAnEdgeWithoutHandleToTheDefaultHandleOfItsSource() {
    fork().live().begin().choose("c", "true").then("c completed", "yes started", "no skipped");
  }

  @Test
  void meetsAgainBehindABranchThatWasNotTaken() {
    Live live = fork().live().begin().choose("c", "true").done("yes").done("end");
    live.then("end completed", "run completed");
    assertThat(live.node("no").reason()).isEqualTo("c did not take false");
  }

  @Test
  void keepsWhyABranchWasTaken() {
    Live live = fork().live().begin().choose("c", "true");
    assertThat(live.node("c").reason()).isEqualTo("because");
    assertThat(live.node("c").result()).isEmpty();
  }

  @Test
  void takesOneBranchOfASwitch() {
    Flow flow =
        new Flow()
            .trigger("t")
            .node("choice", "s")
            .step("r", "g", "d")
            .edge("t", "s")
            .edge("s", "red", "r")
            .edge("s", "green", "g")
            .edge("s", "default", "d");
    flow.live()
        .begin()
        .choose("s", "green")
        .then("s completed", "r skipped", "g started", "d skipped");
  }

  @Test
  void takesAllEdgesOfTheHandleAtOnce() {
    Flow.diamond("a", "b", "c")
        .live()
        .begin()
        .then("t completed", "a started", "b started", "c started");
  }

  @Test
  void startsEachBranchWithoutWaitingForTheOther() {
    Flow flow = Flow.diamond("a", "b").step("a2").edge("a", "a2");
    flow.live().begin().done("a").then("a completed", "a2 started");
  }

  @Test
  void skipsAllThatOnlyADeadBranchReaches() {
    Flow flow =
        new Flow()
            .trigger("t")
            .node("condition", "c")
            .step("a", "b", "d", "live")
            .edge("t", "c")
            .edge("c", "false", "a")
            .edge("a", "b")
            .edge("b", "d")
            .edge("c", "live");
    Live live = flow.live().begin().choose("c", "true");
    live.then("c completed", "a skipped", "live started", "b skipped", "d skipped");
    assertThat(live.node("b").reason()).isEqualTo("a was skipped");
  }

  @Test
  void endsWhenNoBranchLeadsOn() {
    Flow flow = new Flow().trigger("t").node("condition", "c").step("a").edge("t", "c");
    flow.edge("c", "a").live().begin().choose("c", "false");
    flow.live().begin().choose("c", "false").then("c completed", "a skipped", "run completed");
  }

  @Test
  void takesNoEdgeForAHandleThatNobodyDrew() {
    Live live = Flow.chain("a").live().begin();
    live.report("a", Outcome.chose("elsewhere", "")).then("a completed", "run completed");
  }

  @Test
  void takesSeveralEdgesToOneNodeFromDifferentHandlesAsOneJoin() {
    Flow flow =
        new Flow()
            .trigger("t")
            .node("condition", "c")
            .step("a")
            .edge("t", "c")
            .edge("c", "true", "a")
            .edge("c", "false", "a");
    flow.live().begin().choose("c", "false").then("c completed", "a started");
  }
}
