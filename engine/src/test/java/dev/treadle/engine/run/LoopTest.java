package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoopTest {
  /** t → l → after, with one step b in the loop l. */
  private static Flow flow() {
    return Flow.chain("l0")
        .loop("l")
        .step("b", "after")
        .inside("l", "b")
        .edge("l0", "l")
        .edge("l", "after");
  }

  private static Live begun(Flow flow) {
    return flow.live().begin("in", 1).done("l0", "x", 2);
  }

  /** What an iteration leaves: the loop's input, and what its body wrote. */
  private static Map<String, Object> element(Object... written) {
    Map<String, Object> element = new LinkedHashMap<>(Map.of("in", 1, "x", 2));
    for (int i = 0; i < written.length; i += 2) {
      element.put((String) written[i], written[i + 1]);
    }
    return element;
  }

  private static @Nullable Object items(Live live, String id) {
    return live.node(id).result().get("items");
  }

  @Test
  void runsItsBodyForEachItemAndKeepsTheirOrder() {
    Live live = begun(flow()).over("l", 2, false, "p", null, "r");
    live.then("l opened 3", "b[0] started", "b[1] started");
    live.done("b[1]", "y", 1).then("b[1] completed", "b[2] started");
    live.done("b[2]", "y", 2).then("b[2] completed");
    live.done("b[0]", "y", 0).then("b[0] completed", "l looped", "after started");
    assertThat(items(live, "l"))
        .isEqualTo(List.of(element("y", 0), element("y", 1), element("y", 2)));
    assertThat(live.input("after")).containsOnlyKeys("in", "x", "items");
    assertThat(live.run.nodesExecuted()).isEqualTo(6);
  }

  @Test
  void aLoopWithoutItemsIsOverAtOnce() {
    Live live = begun(flow()).over("l", 1, false);
    live.then("l opened 0", "l looped", "after started");
    assertThat(items(live, "l")).isEqualTo(List.of());
    assertThat(live.status("b")).isEqualTo(NodeStatus.SKIPPED);
  }

  @Test
  void aBodySeesTheInputOfItsLoopAndItsItem() {
    Live live = begun(flow()).over("l", 2, false, "p", null);
    assertThat(live.input("b[0]")).isEqualTo(Map.of("in", 1, "x", 2));
    assertThat(live.sight("b[0]").item()).contains(new Sight.Item("p", 0));
    assertThat(live.sight("b[1]").item()).contains(new Sight.Item(null, 1));
    assertThat(live.nodesOf("b[0]").keySet()).containsExactly("t", "l0");
    assertThat(live.nodesOf("b[0]").get("l")).isNull();
    live.done("b[0]").done("b[1]");
    assertThat(live.sight("after").item()).isEmpty();
    assertThat(live.nodesOf("after").get("b")).as("lies inside").isNull();
  }

  @Test
  void nodesOfABodySeeThoseOfTheSameIteration() {
    Flow flow = flow().step("c").inside("l", "c").edge("b", "c");
    Live live = begun(flow).over("l", 2, false, 1, 2).done("b[1]", "y", 1).done("b[0]", "y", 0);
    assertThat(live.nodesOf("c[1]").get("b"))
        .isEqualTo(Map.of("status", "COMPLETED", "output", Map.of("y", 1)));
    assertThat(live.input("c[0]")).isEqualTo(Map.of("in", 1, "x", 2, "y", 0));
    live.done("c[0]", "z", 0).done("c[1]", "x", 9);
    assertThat(items(live, "l"))
        .isEqualTo(List.of(element("y", 0, "z", 0), element("y", 1, "x", 9)));
  }

  @Test
  void theOutputsOfABodyAreItsElement() {
    Flow flow = flow().node("output", "o").inside("l", "o").edge("b", "o");
    Live live = begun(flow).over("l", 1, false, 1).done("b[0]", "y", 1).done("o[0]", "z", 2);
    assertThat(items(live, "l")).isEqualTo(List.of(Map.of("z", 2)));
    assertThat(live.done("after").output())
        .as("an output of a body is none of the run")
        .containsOnlyKeys("in", "x", "items");
  }

  @Test
  void theFirstFailureCancelsTheOthersAndIsTheLoops() {
    Live live = begun(flow()).over("l", 3, false, 1, 2, 3, 4).done("b[0]");
    live.then("b[0] completed", "b[3] started").failForGood("b[2]");
    live.then(
        "b[2] failed STOP", "b[1] cancelled", "b[3] cancelled", "l failed STOP", "run failed by l");
    assertThat(live.run.summary().error().orElseThrow())
        .containsEntry("code", "BROKEN")
        .containsEntry("message", "it is broken")
        .containsEntry("nodeId", "l")
        .containsEntry("details", Map.of("nodeId", "b", "iteration", "2", "attempt", 1));
    assertThat(live.node("b").iterations().orElseThrow().ended())
        .isEqualTo(Map.of(NodeStatus.COMPLETED, 1, NodeStatus.FAILED, 1, NodeStatus.CANCELLED, 2));
  }

  @Test
  void whatHappensToAFailedLoopIsItsOwnToSay() {
    Live live = begun(flow().onError("l", "continue")).over("l", 1, false, 1).failForGood("b[0]");
    live.then("b[0] failed STOP", "l failed CONTINUE", "after started");
    assertThat(live.input("after")).containsKeys("in", "x", "error").doesNotContainKey("items");
    Live branch = begun(flow().step("rescue").edge("l", "error", "rescue"));
    branch.over("l", 1, false, 1).failForGood("b[0]");
    branch.then("b[0] failed STOP", "l failed BRANCH", "after skipped", "rescue started");
  }

  @Test
  void aFailureInABodyMayStayThere() {
    Live live = begun(flow().onError("b", "continue")).over("l", 1, false, 1).failForGood("b[0]");
    live.then("b[0] failed CONTINUE", "l looped", "after started");
    assertThat(String.valueOf(items(live, "l"))).contains("error=", "it is broken");
  }

  @Test
  void collectsErrorsAtTheirPlaces() {
    Flow flow = flow().effect("c").inside("l", "c");
    Live live = begun(flow).over("l", 1, true, 1, 2).failForGood("b[0]");
    live.then("b[0] failed STOP", "c[0] cancelled", "b[1] started", "c[1] started");
    live.done("b[1]", "y", 1).done("c[1]", "z", 1);
    assertThat(items(live, "l"))
        .isEqualTo(
            List.of(
                Map.of(
                    "error",
                    Map.of(
                        "code", "BROKEN", "message", "it is broken", "nodeId", "b", "attempt", 1)),
                element("y", 1, "z", 1)));
    assertThat(live.status("l")).isEqualTo(NodeStatus.COMPLETED);
  }

  @Test
  void retriesAndWaitsInABodyHoldNobodyElse() {
    Flow flow = flow().attempts("b", 2).node("wait", "w").inside("l", "w").edge("b", "w");
    Live live = begun(flow).over("l", 2, false, 1, 2).fail("b[0]").done("b[1]", "y", 1);
    live.waits("w[1]", Duration.ofHours(1));
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    assertThat(live.run.pending()).hasSize(2).allMatch(Pending.Timer.class::isInstance);
    live.pass(Duration.ofSeconds(5)).fire("b[0]").then("b[0] started again 2");
    assertThat(live.refusal(Live.timer("w[1]"))).isEqualTo(Rejection.NOT_DUE);
    live.done("b[0]", "y", 0).waits("w[0]", Duration.ZERO).fire("w[0]");
    live.pass(Duration.ofHours(1)).fire("w[1]").then("w[1] completed", "l looped", "after started");
    assertThat(items(live, "l")).isEqualTo(List.of(element("y", 0), element("y", 1)));
  }

  @Test
  void aLoopIsTriedAgainAsAWhole() {
    Live live = begun(flow().attempts("l", 2)).over("l", 2, false, 1, 2).fail("b[1]");
    live.then("b[1] failed STOP", "b[0] cancelled", "l failed attempt 1");
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    live.pass(Duration.ofSeconds(5)).fire("l").then("l started again 2").over("l", 1, false, 7);
    live.done("b[0]", "y", 7);
    assertThat(items(live, "l")).isEqualTo(List.of(element("y", 7)));
  }

  @Test
  void cancellingGoesDownToWhatRunsInside() {
    Flow flow = flow().loop("m").step("d").inside("l", "m").inside("m", "d").edge("b", "m");
    Live live = begun(flow).over("l", 2, false, 1, 2).done("b[0]").over("m[0]", 1, true, 5, 6);
    live.when(new Command.CancelRun("enough"));
    live.then(
        "d[0.0] cancelled", "m[0] cancelled", "b[1] cancelled", "l cancelled", "run cancelled");
  }

  @Test
  void aLoopInALoopNamesItsIterationsByBoth() {
    Flow flow = flow().loop("m").step("d").inside("l", "m").inside("m", "d").edge("b", "m");
    Live live = begun(flow).over("l", 2, false, 1, 2).done("b[1]", "y", 1).done("b[0]");
    live.over("m[1]", 2, false, "p", "q").then("m[1] opened 2", "d[1.0] started", "d[1.1] started");
    assertThat(live.sight("d[1.1]").item()).contains(new Sight.Item("q", 1));
    assertThat(live.nodesOf("d[1.1]").keySet()).containsExactlyInAnyOrder("t", "l0", "b");
    live.over("m[0]", 1, false).then("m[0] opened 0", "m[0] looped");
    live.done("d[1.1]", "z", 2).done("d[1.0]", "z", 1);
    live.then("d[1.0] completed", "m[1] looped", "l looped", "after started");
    assertThat(items(live, "l"))
        .isEqualTo(
            List.of(
                element("items", List.of()),
                element(
                    "y", 1, "items", List.of(element("y", 1, "z", 1), element("y", 1, "z", 2)))));
  }

  @Test
  void whatComesTooLateIsStale() {
    Live live = begun(flow()).over("l", 1, false, 1, 2).done("b[0]");
    Outcome done = Outcome.completed("out", Map.of());
    for (Iteration iteration :
        List.of(
            Iteration.NONE, Iteration.parse("0"), Iteration.parse("9"), Iteration.parse("1.0"))) {
      assertThat(live.refusal(new Command.ReportOutcome(new NodeId("b"), iteration, 1, done, 0)))
          .isEqualTo(Rejection.STALE_ATTEMPT);
    }
    assertThat(live.refusal(live.outcome("l", done)))
        .as("its body runs")
        .isEqualTo(Rejection.STALE_ATTEMPT);
    assertThat(live.refusal(Live.timer("b[0]"))).isEqualTo(Rejection.NOT_DUE);
  }

  @Test
  void aConflictInABodyIsOneOfThatIteration() {
    Flow flow = flow().step("c", "j").inside("l", "c", "j").edge("b", "j").edge("c", "j");
    Live live = begun(flow).over("l", 1, false, 1).done("b[0]", "x", 5).done("c[0]", "y", 1);
    live.then("c[0] completed", "j[0] started");
    Live both = begun(flow).over("l", 1, false, 1).done("b[0]", "x", 5).done("c[0]", "x", 6);
    both.then("c[0] completed", "j[0] started", "j[0] conflict x [c, b]");
  }

  @Test
  void aResultTooLargeToHoldFailsTheLoop() {
    String large = "x".repeat((int) (Loop.MOST / 2));
    Live live = begun(flow()).over("l", 1, true, 1, 2, 3).done("b[0]", "y", large);
    live.done("b[1]", "y", large).then("b[1] completed", "l failed STOP", "run failed by l");
    assertThat(live.run.summary().error().orElseThrow()).containsEntry("code", "RESULT_LIMIT");
  }
}
