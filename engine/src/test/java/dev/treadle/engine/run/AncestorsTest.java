package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class AncestorsTest {
  @Test
  void showsStatusAndResultOfAncestors() {
    Live live = Flow.chain("a", "b").live().begin("x", 1).done("a", "y", 2);
    assertThat(live.nodesOf("b"))
        .isEqualTo(
            Map.of(
                "t", Map.of("status", "COMPLETED", "output", Map.of()),
                "a", Map.of("status", "COMPLETED", "output", Map.of("y", 2))));
  }

  @Test
  void knowsNothingOfOthersHoweverTheyStand() {
    Live live = Flow.diamond("a", "b").live().begin().done("a", "y", 2);
    Map<String, ?> seen = live.nodesOf("b");
    assertThat(seen.keySet()).containsExactly("t");
    assertThat(seen.get("a")).isNull();
    assertThat(seen.containsKey("a")).isFalse();
    assertThat(seen.get("b")).as("itself").isNull();
    assertThat(seen.get("j")).as("a descendant").isNull();
    assertThat(seen.get("nowhere")).isNull();
  }

  @Test
  void showsTheErrorOfAnAncestorThatFailed() {
    Flow flow = Flow.chain("a").step("rescue").edge("a", "error", "rescue");
    Live live = flow.live().begin().failForGood("a");
    assertThat(live.nodesOf("rescue").get("a"))
        .isInstanceOfSatisfying(
            Map.class,
            a -> {
              assertThat(a.get("status")).isEqualTo("FAILED");
              assertThat(a.get("error")).isInstanceOf(Map.class);
              assertThat(a.get("output")).isEqualTo(Map.of("error", a.get("error")));
            });
  }

  @Test
  void showsAnAncestorThatWasSkippedWithoutOutput() {
    Flow flow = Flow.diamond("a").trigger("u").edge("u", "j");
    Live live = flow.live().begin().done("a");
    assertThat(live.nodesOf("j").get("u")).isEqualTo(Map.of("status", "SKIPPED"));
  }

  @Test
  void showsAnAncestorAsItWasWhenTheNodeBeganWhoeverIsFaster() {
    Live live = Flow.diamond("a", "b").join("j", "any").live().begin().done("a", "x", 1);
    assertThat(live.nodesOf("j").get("b")).isEqualTo(Map.of("status", "RUNNING"));
    live.done("b", "x", 2);
    assertThat(live.nodesOf("j").get("b")).isEqualTo(Map.of("status", "RUNNING"));
    assertThat(live.readBack().nodesOf("j").get("b")).isEqualTo(Map.of("status", "RUNNING"));
  }
}
