package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.values.Money;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutputTest {
  @Test
  void isTheOverlayOfTheDataOfTheLastNodes() {
    Flow flow = new Flow().trigger("t").step("a", "b").edge("t", "a").edge("t", "b");
    Live live = flow.live().begin("x", 0).done("b", "x", 2, "q", 2).done("a", "x", 1, "p", 1);
    assertThat(live.output()).isEqualTo(Map.of("x", 2, "p", 1, "q", 2));
    live.then("a completed", "run completed");
  }

  @Test
  void leavesOutNodesThatLeadOn() {
    Live live = Flow.chain("a", "b").live().begin("x", 1).done("a", "x", 2);
    live.report("b", new Outcome.Completed("out", Map.of(), Set.of("x"), false, Usage.NONE, ""));
    assertThat(live.output()).isEmpty();
  }

  @Test
  void countsANodeWithDeadEdgesAloneAsLast() {
    Flow flow = new Flow().trigger("t").node("condition", "c").step("a").edge("t", "c");
    Live live = flow.edge("c", "a").live().begin("x", 1).choose("c", "false");
    assertThat(live.output()).isEqualTo(Map.of("x", 1));
  }

  @Test
  void isTheResultsOfOutputNodesAloneWhereOneCompleted() {
    Flow flow = Flow.chain("a").node("output", "o", "p").edge("t", "o").edge("a", "p");
    Live live = flow.live().begin("x", 1).done("a", "y", 2).done("p", "r", 2, "s", 2);
    live.done("o", "r", 1);
    assertThat(live.output()).isEqualTo(Map.of("r", 2, "s", 2));
    live.then("o completed", "run completed");
  }

  @Test
  void isOfTheLastNodesWhereNoOutputNodeCompleted() {
    Flow flow = new Flow().trigger("t").node("condition", "c").node("output", "o").step("a");
    flow.edge("t", "c").edge("c", "true", "o").edge("c", "false", "a");
    Live live = flow.live().begin("x", 1).choose("c", "false").done("a", "y", 2);
    assertThat(live.output()).isEqualTo(Map.of("x", 1, "y", 2));
  }

  @Test
  void isTheResultsOfOutputNodesWhereverTheyStand() {
    Flow flow = new Flow().trigger("t").node("output", "o").step("a").edge("t", "o");
    Live live = flow.edge("o", "a").live().begin("x", 1).done("o", "r", 1).done("a", "y", 2);
    assertThat(live.output()).isEqualTo(Map.of("r", 1));
  }

  @Test
  void nodesExecutedCountsCompletedNodesAndTriggers() {
    Flow flow = new Flow().trigger("t", "u").node("condition", "c").step("a", "b");
    flow.edge("t", "c").edge("c", "a").edge("c", "false", "b");
    Live live = flow.live().begin().choose("c", "true").done("a");
    assertThat(live.run.summary().nodesExecuted()).isEqualTo(3);
  }

  @Test
  void tokensAndCostAddUpOverAllAttemptsFailedOnesToo() {
    Flow flow = new Flow().trigger("t").effect("a", "b").edge("t", "a").edge("a", "b");
    Live live = flow.onError("b", "continue").live().begin();
    live.report("a", failed(usage(10, 1, "0.1"), true)).pass(Duration.ofSeconds(1)).fire("a");
    live.report(
        "a", new Outcome.Completed("out", Map.of(), Set.of(), false, usage(20, 2, "0.2"), ""));
    live.report("b", failed(usage(5, 5, "0.0000001"), false));
    assertThat(live.node("a").usage()).isEqualTo(usage(30, 3, "0.3"));
    assertThat(live.run.usage().tokens()).isEqualTo(43);
    assertThat(live.run.usage().cost()).hasToString("0.3000001");
  }

  private static Outcome failed(Usage usage, boolean retryable) {
    return new Outcome.Failed(
        dev.treadle.values.Failure.of(Live.BROKEN, "it broke"), retryable, null, usage);
  }

  private static Usage usage(long in, long out, String cost) {
    return new Usage(in, out, new Money(new BigDecimal(cost)));
  }
}
