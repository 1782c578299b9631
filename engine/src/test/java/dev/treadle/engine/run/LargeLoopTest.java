package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command.ReportOutcome;
import dev.treadle.engine.run.Command.StartRun;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops over as much as anybody has. Whatever is quadratic here would not end in the time. */
@Timeout(60)
class LargeLoopTest {
  private static final int MANY = 100_000;
  private static final NodeId LOOP = new NodeId("l");

  /** Goes over so many items; asks at every step how many iterations are held. */
  private static Run play(int items, int concurrency) {
    Flow flow =
        new Flow().trigger("t").loop("l").node("output", "b").inside("l", "b").edge("t", "l");
    Run run = Run.of(flow.workflow());
    List<Integer> numbers = IntStream.range(0, items).boxed().toList();
    ArrayDeque<Event.NodeStarted> ready = new ArrayDeque<>();
    follow(run.decide(new StartRun(Optional.empty(), Map.of("rows", numbers)), Live.START), ready);
    for (Event.NodeStarted next = ready.poll(); next != null; next = ready.poll()) {
      Outcome outcome =
          next.node().equals(LOOP)
              ? new Outcome.Iterating(Collections.unmodifiableList(numbers), concurrency, false)
              : Outcome.completed("out", Map.of("n", next.iteration().toString()));
      ReportOutcome report =
          new ReportOutcome(next.node(), next.iteration(), next.attempt(), outcome, 0);
      follow(run.decide(report, Live.START), ready);
      assertThat(ready.size()).isLessThanOrEqualTo(concurrency);
    }
    return run;
  }

  private static void follow(Decision decision, ArrayDeque<Event.NodeStarted> ready) {
    for (Event event : ((Decision.Accepted) decision).events()) {
      if (event instanceof Event.NodeStarted started) {
        ready.add(started);
      }
    }
  }

  @Test
  void aHundredThousandItems() {
    Run run = play(MANY, 10);
    assertThat(run.nodesExecuted()).isEqualTo(MANY + 2);
    assertThat(run.lastSeq()).isEqualTo(2 * MANY + 7);
    List<?> items = (List<?>) run.summary().output().orElseThrow().get("items");
    assertThat(items).hasSize(MANY);
    assertThat(items.getLast()).isEqualTo(Map.of("n", "" + (MANY - 1)));
  }

  @Test
  void anItemCostsTheSameHoweverManyThereAre() {
    double few = perItem(1_000, 100);
    double many = perItem(MANY, 1);
    assertThat(many).isLessThan(3 * few);
  }

  private static double perItem(int items, int times) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long begun = System.nanoTime();
      for (int i = 0; i < times; i++) {
        play(items, 10);
      }
      best = Math.min(best, (double) (System.nanoTime() - begun) / items / times);
    }
    return best;
  }

  @Test
  void allItemsAtOnce() {
    assertThat(play(10_000, 10_000).nodesExecuted()).isEqualTo(10_002);
  }
}
