package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Money;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReuseTest {
  private static final ExecutionId BEFORE = new ExecutionId(new UUID(1, 2));

  /** A retry of a run, started. */
  private static Live retry(Live before, Predicate<NodeId> isUnchanged) {
    Map<NodeId, Outcome.Completed> reused =
        new Reuse(BEFORE, before.run).of(before.events(), isUnchanged);
    Origin origin = new Origin(Origin.Kind.RETRY, BEFORE);
    return new Live(before.workflow)
        .when(new Command.StartAgain(origin, before.run.trigger(), before.run.input(), reused));
  }

  @Test
  void whatCompletedIsNotRunAgain() {
    Live before = Flow.chain("a", "b", "c").live().begin("x", 1).done("a", "y", 2).failForGood("b");
    Live live = retry(before, Objects::nonNull);
    live.then("run started at t", "run linked RETRY", "t reused", "a reused", "b started");
    assertThat(live.input("b")).isEqualTo(Map.of("x", 1, "y", 2));
    assertThat(live.node("a").reason()).isEqualTo("reused from execution " + BEFORE);
    assertThat(live.node("a").attempt()).isZero();
    live.done("b").done("c", "z", 3);
    assertThat(live.output()).isEqualTo(Map.of("x", 1, "y", 2, "z", 3));
    assertThat(live.run.nodesExecuted()).isEqualTo(4);
    assertThat(live.run.summary().origin()).contains(new Origin(Origin.Kind.RETRY, BEFORE));
  }

  @Test
  void whatWasConsumedIsNotConsumedAgain() {
    Usage usage = new Usage(5, 6, new Money(new BigDecimal("0.5")));
    Map<String, @Nullable Object> nothing = Map.of();
    Outcome spent = new Outcome.Completed("out", nothing, Set.of(), false, usage, "");
    Live before = Flow.chain("a", "b").live().begin().report("a", spent).failForGood("b");
    assertThat(retry(before, Objects::nonNull).run.usage()).isEqualTo(Usage.NONE);
  }

  @Test
  void aChangedNodeRunsAgainWithAllThatFollowsFromIt() {
    Live before = Flow.diamond("a", "b").live().begin().done("a").done("b").failForGood("j");
    Live live = retry(before, node -> !node.value().equals("a"));
    live.then("run started at t", "run linked RETRY", "t reused", "a started", "b reused");
    live.done("a").then("a completed", "j started");
  }

  @Test
  void aFailureThatWasHandledIsRetriedAndOneThatWentOnIsNot() {
    Flow flow = new Flow().trigger("t").step("a", "b", "h", "c");
    flow.edge("t", "a").edge("t", "b").edge("b", "error", "h").edge("a", "c");
    flow.onError("a", "continue");
    Live before = flow.live().begin().failForGood("a").failForGood("b").done("h").failForGood("c");
    Live live = retry(before, Objects::nonNull);
    live.then(
        "run started at t", "run linked RETRY", "t reused", "a reused", "b started", "c started");
    assertThat(live.input("c")).containsKey("error");
  }

  @Test
  void whatWasSkippedIsSkippedAgainAndABranchKeepsItsHandle() {
    Flow flow = new Flow().trigger("t").node("condition", "c").step("y", "n", "z");
    flow.edge("t", "c").edge("c", "y").edge("c", "false", "n").edge("n", "z");
    Live before = flow.live().begin().choose("c", "false").done("n").failForGood("z");
    retry(before, Objects::nonNull)
        .then(
            "run started at t",
            "run linked RETRY",
            "t reused",
            "c reused",
            "y skipped",
            "n reused",
            "z started");
  }

  @Test
  void aRetryOfARetryReusesWhatWasReused() {
    Live before = Flow.chain("a", "b", "c").live().begin().done("a").failForGood("b");
    Live second = retry(before, Objects::nonNull).done("b").failForGood("c");
    Live third = retry(second, Objects::nonNull);
    third.then(
        "run started at t", "run linked RETRY", "t reused", "a reused", "b reused", "c started");
  }

  @Test
  void itIsReadBackWithoutTheRunBefore() {
    Live before = Flow.chain("a", "b").live().begin("x", 1).done("a", "y", 2).failForGood("b");
    Live live =
        retry(before, Objects::nonNull).readBack().when(new Command.ResumeRun(10)).done("b");
    assertThat(live.output()).isEqualTo(Map.of("x", 1, "y", 2));
  }

  @Test
  void aLoopIsReusedWithAllThatItsIterationsCameTo() {
    Live before = loop().live().begin().over("l", 2, false, 1, 2);
    before.done("b[0]", "y", 5).done("b[1]", "y", 6).failForGood("a");
    Live live = retry(before, Objects::nonNull).readBack();
    live.then("run started at t", "run linked RETRY", "t reused", "l reused", "a started");
    assertThat(live.node("l").result())
        .isEqualTo(Map.of("items", List.of(Map.of("y", 5), Map.of("y", 6))));
    live.done("a").then("a completed", "run completed");
    assertThat(live.output()).isEqualTo(before.input("a"));
  }

  @Test
  void aLoopThatDidNotCompleteRunsAgainAsAWhole() {
    Live before = loop().live().begin().over("l", 1, false, 1, 2);
    before.done("b[0]", "y", 5).failForGood("b[1]");
    Live live = retry(before, Objects::nonNull);
    live.then("run started at t", "run linked RETRY", "t reused", "l started");
    live.over("l", 1, false, 1, 2).then("l opened 2", "b[0] started");
  }

  private static Flow loop() {
    Flow flow = new Flow().trigger("t").loop("l").step("b", "a").inside("l", "b");
    return flow.edge("t", "l").edge("l", "a");
  }

  @Test
  void aTriggerThatIsGoneIsRefused() {
    Live before = Flow.chain("a").live().begin().failForGood("a");
    Origin origin = new Origin(Origin.Kind.REPLAY, BEFORE);
    Command again = new Command.StartAgain(origin, before.run.trigger(), Map.of(), Map.of());
    Live other = new Flow().trigger("u").live();
    assertThat(other.refusal(again)).isEqualTo(Rejection.UNKNOWN_TRIGGER);
  }
}
