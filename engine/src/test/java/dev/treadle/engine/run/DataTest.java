package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataTest {
  @Test
  void aLinearWorkflowAccumulates() {
    Live live = Flow.chain("a", "b", "c").live().begin("x", 1).done("a", "y", 2).done("b", "x", 3);
    assertThat(live.input("c")).isEqualTo(Map.of("x", 3, "y", 2));
  }

  @Test
  void overlaysAreShallow() {
    Live live =
        Flow.chain("a", "b").live().begin("x", Map.of("p", 1)).done("a", "x", Map.of("q", 2));
    assertThat(live.input("b")).isEqualTo(Map.of("x", Map.of("q", 2)));
  }

  @Test
  void nullIsAValueLikeAnother() {
    Live live = Flow.chain("a", "b").live().begin("x", 1).done("a", "x", null);
    assertThat(live.input("b")).isEqualTo(Live.object("x", null));
  }

  @Test
  void theLaterInTopologicalOrderWinsWhoeverWasFaster() {
    Live live = Flow.diamond("a", "b").live().begin().done("b", "x", "b").done("a", "x", "a");
    assertThat(live.input("j")).isEqualTo(Map.of("x", "b"));
  }

  @Test
  void aBranchThatNeverTouchedAKeyDoesNotUndoWhatAnotherWrote() {
    Live live = Flow.diamond("a", "b").live().begin("x", "old").done("a", "x", "new").done("b");
    live.then("b completed", "j started");
    assertThat(live.input("j")).isEqualTo(Map.of("x", "new"));
  }

  @Test
  void keysStandInTheOrderOfASequentialRun() {
    Live live = Flow.diamond("a", "b").live().begin("x", 1).done("b", "p", 1).done("a", "q", 1);
    assertThat(live.input("j").keySet()).containsExactly("x", "q", "p");
  }

  @Test
  void concurrentWritersOfDifferentValuesAreToldWinnerFirst() {
    Live live = Flow.diamond("a", "b").live().begin().done("a", "x", 1).done("b", "x", 2);
    live.then("b completed", "j started", "j conflict x [b, a]");
  }

  @Test
  void thereIsOneEntryForTheWinnerAgainstEachOtherWriter() {
    Live live = Flow.diamond("a", "b", "c").live().begin();
    live.done("c", "x", 3, "y", 3).done("b", "x", 2).done("a", "y", 1, "x", 1);
    live.then(
        "a completed",
        "j started",
        "j conflict x [c, a]",
        "j conflict x [c, b]",
        "j conflict y [c, a]");
  }

  @Test
  void concurrentWritersOfOneValueAreInNoConflict() {
    Live live = Flow.diamond("a", "b").live().begin().done("a", "x", 1).done("b", "x", 1.0);
    live.then("b completed", "j started");
  }

  @Test
  void anotherWriterWithTheValueOfTheWinnerIsInNoConflict() {
    Live live = Flow.diamond("a", "b", "c").live().begin();
    live.done("a", "x", 1).done("b", "x", 2).done("c", "x", 1);
    live.then("c completed", "j started", "j conflict x [c, b]");
  }

  @Test
  void writingOverAnAncestorIsNoConflict() {
    Flow flow = Flow.chain("a", "b", "j").edge("a", "j");
    Live live = flow.live().begin().done("a", "x", 1).done("b", "x", 2);
    live.then("b completed", "j started");
    assertThat(live.input("j")).isEqualTo(Map.of("x", 2));
  }

  @Test
  void anAncestorThroughOtherNodesIsNoConflictEither() {
    Flow flow = Flow.chain("a", "m", "b", "j").edge("a", "j").edge("t", "b");
    Live live = flow.live().begin().done("a", "x", 1);
    live.report("m", completed(Map.of(), Set.of("x"), false)).done("b", "x", 2);
    live.then("b completed", "j started");
  }

  @Test
  void theTriggerIsInConflictWithNobody() {
    Flow flow = Flow.chain("a", "j").edge("t", "j");
    flow.live().begin("x", 1).done("a", "x", 2).then("a completed", "j started");
  }

  @Test
  void removingAKeyIsAWrite() {
    Live live = Flow.diamond("a", "b").live().begin("x", 1, "y", 1).done("a", "y", 2);
    live.report("b", completed(Map.of(), Set.of("x"), false));
    assertThat(live.input("j")).isEqualTo(Map.of("y", 2));
  }

  @Test
  void aRemovalAndAConcurrentWriteAreAConflictThatTheLaterWins() {
    Live live = Flow.diamond("a", "b").live().begin("x", 1).done("a", "x", 2);
    live.report("b", completed(Map.of(), Set.of("x"), false));
    live.then("b completed", "j started", "j conflict x [b, a]");
    assertThat(live.input("j")).isEmpty();
    Live other = Flow.diamond("a", "b").live().begin("x", 1).done("b", "x", 2);
    other.report("a", completed(Map.of(), Set.of("x"), false));
    other.then("a completed", "j started", "j conflict x [b, a]");
    assertThat(other.input("j")).isEqualTo(Map.of("x", 2));
  }

  @Test
  void twoRemovalsAreInNoConflict() {
    Live live = Flow.diamond("a", "b").live().begin("x", 1);
    live.report("a", completed(Map.of(), Set.of("x"), false));
    live.report("b", completed(Map.of(), Set.of("x"), false)).then("b completed", "j started");
  }

  @Test
  void removingAKeyThatIsNotThereIsNoWrite() {
    Live live = Flow.diamond("a", "b").live().begin().done("a", "x", 1);
    live.report("b", completed(Map.of(), Set.of("x"), false)).then("b completed", "j started");
    assertThat(live.input("j")).isEqualTo(Map.of("x", 1));
  }

  @Test
  void removingAKeyTwiceIsOneWrite() {
    Live live = Flow.chain("a", "b", "j").edge("t", "j").live().begin("x", 1);
    live.report("a", completed(Map.of(), Set.of("x"), false));
    live.report("b", completed(Map.of(), Set.of("x"), false)).done("j");
    assertThat(live.output()).isEmpty();
  }

  @Test
  void replaceRemovesTheKeysThatTheNodeSaw() {
    Live live = Flow.diamond("a", "b").live().begin("x", 1, "y", 1).done("a", "x", 2, "z", 2);
    live.report("b", completed(Map.of("w", 3), Set.of(), true));
    live.then("b completed", "j started", "j conflict x [b, a]");
    assertThat(live.input("j")).isEqualTo(Map.of("z", 2, "w", 3));
  }

  @Test
  void aKeyThatReplaceSetsAgainIsANewWrite() {
    Live live = Flow.diamond("a", "b").live().begin("x", 1).done("a", "x", 2);
    live.report("b", completed(Map.of("x", 1), Set.of(), true));
    live.then("b completed", "j started", "j conflict x [b, a]");
    assertThat(live.input("j")).isEqualTo(Map.of("x", 1));
  }

  @Test
  void aKeyThatWasRemovedCanBeWrittenAgain() {
    Live live = Flow.chain("a", "b", "c").live().begin("x", 1);
    live.report("a", completed(Map.of(), Set.of("x"), false)).done("b", "x", 2);
    assertThat(live.input("c")).isEqualTo(Map.of("x", 2));
  }

  @Test
  void aKeyThatIsSetAndRemovedByOneNodeIsSet() {
    Live live = Flow.chain("a", "b").live().begin("x", 1);
    live.report("a", completed(Map.of("x", 2), Set.of("x"), false));
    assertThat(live.input("b")).isEqualTo(Map.of("x", 2));
  }

  @Test
  void aConflictThatWasJoinedIsNotToldAgainBehindTheJoin() {
    Flow flow = Flow.diamond("a", "b").step("k", "l").edge("j", "k").edge("j", "l");
    flow.step("m").edge("k", "m").edge("l", "m");
    Live live = flow.live().begin().done("a", "x", 1).done("b", "x", 2).done("j");
    live.done("k").done("l").then("l completed", "m started");
  }

  private static Outcome completed(
      Map<String, @Nullable Object> result, Set<String> removed, boolean replaces) {
    return new Outcome.Completed("out", result, removed, replaces, Usage.NONE, "");
  }
}
