package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Outcome;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ErrorsTest {
  private static final Map<String, Object> ERROR =
      Map.of("code", "BROKEN", "message", "it is broken", "nodeId", "a", "attempt", 1);

  @Test
  void stopFailsTheRunWithTheErrorAndCancelsAllThatHasNotEnded() {
    Live live = Flow.diamond("a", "b").live().begin();
    live.failForGood("a").then("a failed STOP", "b cancelled", "run failed by a");
    assertThat(live.run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(live.status("a")).isEqualTo(NodeStatus.FAILED);
    assertThat(live.status("b")).isEqualTo(NodeStatus.CANCELLED);
    assertThat(live.status("j")).isEqualTo(NodeStatus.CANCELLED);
    assertThat(live.run.summary().output()).isEmpty();
    assertThat(live.run.summary().error().orElseThrow()).isEqualTo(ERROR);
  }

  @Test
  void stopKeepsTheFirstErrorOfSeveral() {
    Live live = Flow.diamond("a", "b").live().begin().failForGood("b");
    assertThat(live.refusal(live.outcome("a", Outcome.permanent(Live.BROKEN, "too late"))))
        .isEqualTo(Rejection.RUN_ENDED);
    assertThat(live.run.summary().error().orElseThrow()).containsEntry("nodeId", "b");
  }

  @Test
  void continueCompletesTheNodeWithTheErrorAsResult() {
    Live live = Flow.chain("a", "b").onError("a", "continue").live().begin("x", 1);
    live.failForGood("a").then("a failed CONTINUE", "b started");
    assertThat(live.status("a")).isEqualTo(NodeStatus.COMPLETED);
    assertThat(live.node("a").result()).isEqualTo(Map.of("error", ERROR));
    assertThat(live.input("b")).isEqualTo(Map.of("x", 1, "error", ERROR));
    live.done("b");
    assertThat(live.run.nodesExecuted()).isEqualTo(3);
  }

  @Test
  void branchTakesTheHandleErrorAndTheRunMayComplete() {
    Flow flow = Flow.chain("a", "b").step("rescue").edge("a", "error", "rescue");
    Live live = flow.onError("a", "branch").live().begin("x", 1);
    live.failForGood("a").then("a failed BRANCH", "b skipped", "rescue started");
    assertThat(live.status("a")).isEqualTo(NodeStatus.FAILED);
    assertThat(live.input("rescue")).isEqualTo(Map.of("x", 1, "error", ERROR));
    live.done("rescue", "y", 2).then("rescue completed", "run completed");
    assertThat(live.output()).isEqualTo(Map.of("x", 1, "error", ERROR, "y", 2));
    assertThat(live.run.nodesExecuted()).as("t and rescue").isEqualTo(2);
  }

  @Test
  void anEdgeFromErrorMeansBranchWhereOnErrorIsNotSet() {
    Flow flow = Flow.chain("a", "b").step("rescue").edge("a", "error", "rescue");
    flow.live().begin().failForGood("a").then("a failed BRANCH", "b skipped", "rescue started");
  }

  @Test
  void anEdgeFromErrorIsDeadWhenTheNodeCompletes() {
    Flow flow = Flow.chain("a", "b").step("rescue").edge("a", "error", "rescue");
    flow.live().begin().done("a").then("a completed", "b started", "rescue skipped");
  }

  @Test
  void anEdgeFromErrorIsDeadWhereOnErrorIsContinue() {
    Flow flow = new Flow().trigger("t").effect("a").step("b", "rescue").edge("t", "a");
    flow.edge("a", "b").edge("a", "error", "rescue").onError("a", "continue");
    flow.live().begin().failForGood("a").then("a failed CONTINUE", "b started", "rescue skipped");
  }

  @Test
  void anEdgeFromErrorDoesNotSaveARunWhereOnErrorIsStop() {
    Flow flow = Flow.chain("a").step("rescue").edge("a", "error", "rescue").onError("a", "stop");
    flow.live().begin().failForGood("a").then("a failed STOP", "run failed by a");
  }

  @Test
  void aFailedNodeThatLeadsNowhereByBranchIsNoLastNode() {
    Live live = Flow.diamond("a", "b").onError("a", "branch").live().begin("x", 1);
    live.done("b", "y", 2).failForGood("a").done("j").then("j completed", "run completed");
    assertThat(live.output()).isEqualTo(Map.of("x", 1, "y", 2));
    Live alone = Flow.chain("a").onError("a", "branch").live().begin("x", 1).failForGood("a");
    assertThat(alone.output()).isEmpty();
  }

  @Test
  void continueOfAnApprovalTakesItsDefaultHandle() {
    Flow flow = new Flow().trigger("t").node("approval", "a").step("yes", "no").edge("t", "a");
    flow.edge("a", "yes").edge("a", "rejected", "no").onError("a", "continue");
    flow.live().begin().failForGood("a").then("a failed CONTINUE", "yes started", "no skipped");
  }

  @Test
  void theDataOfAFailedNodeIsItsInputWithTheErrorWhateverItWouldHaveReplaced() {
    Live live = Flow.chain("a", "b", "c").onError("b", "continue").live().begin("x", 1);
    live.report(
        "a",
        new Outcome.Completed(
            "out", Map.of("y", 2), Set.of(), true, dev.treadle.values.Usage.NONE, ""));
    live.failForGood("b");
    assertThat(live.input("c").keySet()).containsExactlyInAnyOrder("y", "error");
  }

  @Test
  void aJoinGoesOnBehindABranchThatFailed() {
    Flow flow = Flow.diamond("a", "b").step("rescue").edge("a", "error", "rescue");
    Live live = flow.edge("rescue", "j").live().begin().failForGood("a").done("b");
    assertThat(live.status("j")).isEqualTo(NodeStatus.PENDING);
    live.done("rescue").then("rescue completed", "j started");
  }
}
