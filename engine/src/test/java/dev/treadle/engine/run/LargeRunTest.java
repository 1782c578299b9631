package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.workflow.Workflow;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs as large as definitions may be. Whatever is quadratic here would not end in the time. */
@Timeout(60)
class LargeRunTest {
  private static final int MANY = 10_000;

  @Test
  void aChainOfAHundredThousandNodes() {
    Live live = new Live(chain(100_000));
    live.begin("x", 0);
    for (int node = 1; node < live.workflow.size(); node++) {
      live.done("n" + node, "x", node);
    }
    assertThat(live.output()).isEqualTo(Map.of("x", live.workflow.size() - 1));
    assertThat(live.run.lastSeq()).isEqualTo(2 * live.workflow.size() + 2);
  }

  @Test
  void aChainThatGathersAKeyPerNodeSharesWhatItSees() {
    Live live = new Live(chain(MANY));
    live.begin();
    for (int node = 1; node < live.workflow.size(); node++) {
      live.done("n" + node, "k" + node, node);
    }
    assertThat(live.output()).hasSize(MANY - 1);
  }

  @Test
  void diamondsOneBehindTheOther() {
    int diamonds = 20_000;
    Flow flow = new Flow().trigger("t");
    String before = "t";
    for (int i = 0; i < diamonds; i++) {
      flow.step("a" + i, "b" + i, "j" + i);
      flow.edge(before, "a" + i).edge(before, "b" + i);
      flow.edge("a" + i, "j" + i).edge("b" + i, "j" + i);
      before = "j" + i;
    }
    Map<String, Object> wide = new HashMap<>();
    for (int key = 0; key < 1_000; key++) {
      wide.put("w" + key, key);
    }
    Live live = flow.live().when(new Command.StartRun(Optional.empty(), new HashMap<>(wide)));
    live.done("t");
    for (int i = 0; i < diamonds; i++) {
      live.done("b" + i, "b", i).done("a" + i, "a", i).done("j" + i);
    }
    assertThat(live.output()).hasSize(1_002).containsEntry("a", diamonds - 1);
  }

  @Test
  void aFanInOfTenThousandBranchesWithAKeyEachOverAWideInput() {
    Live live = fanIn();
    Map<String, Object> wide = new HashMap<>();
    for (int key = 0; key < MANY; key++) {
      wide.put("w" + key * 7919 % MANY, key);
    }
    live.when(new Command.StartRun(Optional.empty(), new HashMap<>(wide))).done("t");
    for (int i = 0; i < MANY; i++) {
      live.done("a" + i, "w" + (i + 1) + "x", i);
    }
    assertThat(live.input("j")).hasSize(2 * MANY);
  }

  @Test
  void aFanInOfTenThousandWritersOfOneKey() {
    Live live = fanIn().begin();
    for (int i = 0; i < MANY; i++) {
      live.done("a" + i, "x", i);
    }
    assertThat(live.frames.getLast()).hasSize(2 + MANY - 1);
    assertThat(live.input("j")).isEqualTo(Map.of("x", MANY - 1));
  }

  @Test
  void conflictsOfTwoWritersInManyKeysBehindALongChain() {
    int length = 20_000;
    Flow flow = new Flow().trigger("t").step("other", "j").edge("t", "other");
    String before = "t";
    for (int i = 0; i < length; i++) {
      flow.step("n" + i).edge(before, "n" + i);
      before = "n" + i;
    }
    Live live = flow.edge("other", "j").edge(before, "j").live().begin();
    Object[] one = new Object[2 * MANY];
    Object[] two = new Object[2 * MANY];
    for (int key = 0; key < MANY; key++) {
      one[2 * key] = "k" + key;
      one[2 * key + 1] = 1;
      two[2 * key] = "k" + key;
      two[2 * key + 1] = 2;
    }
    live.done("other", one);
    for (int i = 0; i < length - 1; i++) {
      live.done("n" + i);
    }
    live.done(before, two);
    assertThat(live.frames.getLast()).hasSize(2 + MANY);
  }

  @Test
  void tenThousandNodesThatFailAndWaitAtTheSameTime() {
    Live live = fanIn(3).begin();
    for (int attempt = 1; attempt < 3; attempt++) {
      for (int i = 0; i < MANY; i++) {
        live.fail("a" + i);
        assertThat(live.run.nextDue()).isPresent();
        live.pass(Duration.ofMillis(1));
      }
      live.pass(Duration.ofSeconds(10));
      for (Pending.Timer timer : live.run.due(live.now)) {
        live.when(new Command.FireTimer(live.workflow.node(timer.node()).id(), timer.iteration()));
      }
      assertThat(live.run.nextDue()).isEmpty();
    }
    for (int i = 0; i < MANY; i++) {
      live.done("a" + i);
    }
    assertThat(live.status("j")).isEqualTo(NodeStatus.RUNNING);
  }

  private static Live fanIn() {
    return fanIn(1);
  }

  private static Live fanIn(int attempts) {
    Flow flow = new Flow().trigger("t").step("j");
    for (int i = 0; i < MANY; i++) {
      flow.step("a" + i).edge("t", "a" + i).edge("a" + i, "j").attempts("a" + i, attempts);
    }
    return flow.live();
  }

  private static Workflow chain(int size) {
    String[] ids = new String[size - 1];
    for (int node = 1; node < size; node++) {
      ids[node - 1] = "n" + node;
    }
    return Flow.chain(ids).workflow();
  }
}
