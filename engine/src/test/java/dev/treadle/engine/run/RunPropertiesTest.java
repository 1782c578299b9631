package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What holds for all valid workflows under all outcomes and schedules. A failure names its seed;
 * {@code -Dseed=…} plays that one alone.
 */
class RunPropertiesTest {
  private static final int WORKFLOWS = 2_000;

  private static void forAll(LongConsumer property) {
    Long alone = Long.getLong("seed");
    long first = alone == null ? new Random().nextInt(1_000_000) : alone;
    for (long seed = first; seed < first + (alone == null ? WORKFLOWS : 1); seed++) {
      try {
        property.accept(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void everyRunEndsAndNoNodeCompletesTwice() {
    forAll(
        seed -> {
          Live live = new Schedule(new RandomWorkflow(seed, true, true), seed).play();
          Set<Place> ended = new HashSet<>();
          for (Event event : live.events()) {
            Place place = endedAt(event);
            assertThat(place == null || ended.add(place)).as("%s ends once", place).isTrue();
            if (event instanceof Event.LoopOpened opened) {
              ended.removeIf(before -> isInside(live.workflow, opened, before));
            }
          }
          for (int node = 0; node < live.workflow.size(); node++) {
            assertThat(live.run.node(node).status().hasEnded()).isTrue();
          }
        });
  }

  /** Guards the others: properties of loops that never run would say nothing. */
  @Test
  void theWorkflowsHaveLoopsOfEveryKind() {
    Set<String> kinds = new HashSet<>();
    for (long seed = 0; seed < WORKFLOWS; seed++) {
      for (Event event :
          new Schedule(new RandomWorkflow(seed, false, false), seed).play().events()) {
        switch (event) {
          case Event.LoopOpened e -> kinds.add(e.over().collects() ? "collects" : "fails fast");
          case Event.LoopCompleted e -> kinds.add("completed at " + e.iteration().indices().size());
          case Event.NodeFailed e ->
              kinds.add(e.consequence() + (e.iteration().isNone() ? " outside" : " inside"));
          case Event.AttemptFailed e ->
              kinds.add(e.iteration().isNone() ? "again outside" : "again inside");
          default -> {}
        }
      }
    }
    assertThat(kinds)
        .contains("collects", "fails fast", "completed at 0", "completed at 1", "completed at 2")
        .contains("STOP inside", "BRANCH inside", "CONTINUE inside", "again inside")
        .doesNotContain("STOP outside");
  }

  private static @Nullable Place endedAt(Event event) {
    NodeId node =
        switch (event) {
          case Event.NodeCompleted e -> e.node();
          case Event.LoopCompleted e -> e.node();
          case Event.NodeSkipped e -> e.node();
          case Event.NodeFailed e -> e.error().node();
          case Event.NodeCancelled e -> e.node();
          default -> null;
        };
    return node == null ? null : new Place(node, event.iteration());
  }

  /** A loop that is tried again runs its body again. */
  private static boolean isInside(Workflow workflow, Event.LoopOpened opened, Place place) {
    List<Integer> around = opened.iteration().indices();
    return workflow
            .graph()
            .encloses(workflow.indexOf(opened.node()), workflow.indexOf(place.node()))
        && place.iteration().indices().subList(0, around.size()).equals(around);
  }

  @Test
  void replayingTheEventsGivesTheSameStateAfterEveryDecision() {
    forAll(
        seed -> {
          RandomWorkflow random = new RandomWorkflow(seed, true, true);
          Live live = new Live(random.workflow);
          Run[] replayed = {Run.of(random.workflow)};
          Schedule schedule =
              new Schedule(
                  random,
                  seed,
                  live,
                  () -> {
                    live.frames.getLast().forEach(replayed[0]::apply);
                    assertThat(state(replayed[0])).isEqualTo(state(live.run));
                  });
          schedule.play();
          assertThat(state(Run.replay(random.workflow, live.events()))).isEqualTo(state(live.run));
        });
  }

  @Test
  void theEndDoesNotDependOnTheOrderOfReports() {
    forAll(
        seed -> {
          RandomWorkflow random = new RandomWorkflow(seed, false, false);
          Live one = new Schedule(random, seed).play();
          Live other = new Schedule(random, ~seed).play();
          assertThat(end(other)).isEqualTo(end(one));
        });
  }

  @Test
  void aRestartAfterAnyDecisionReachesTheSameEnd() {
    forAll(
        seed -> {
          RandomWorkflow random = new RandomWorkflow(seed, false, false);
          Live whole = new Schedule(random, seed).play();
          for (int decisions = 1; decisions < whole.frames.size(); decisions++) {
            Live cut = new Live(random.workflow);
            cut.frames.addAll(whole.frames.subList(0, decisions));
            cut.now = cut.frames.getLast().getLast().at();
            cut.events().forEach(cut.run::apply);
            cut.when(new Command.ResumeRun(10));
            Live end = new Schedule(random, seed + decisions, cut, () -> {}).play();
            assertThat(end(end)).as("after %s decisions", decisions).isEqualTo(end(whole));
          }
        });
  }

  @Test
  void aRestartAfterAnyDecisionOfAnyWorkflowEnds() {
    forAll(
        seed -> {
          RandomWorkflow random = new RandomWorkflow(seed, true, true);
          Live whole = new Schedule(random, seed).play();
          int decisions = 1 + (int) (seed % Math.max(1, whole.frames.size() - 1));
          Live cut = new Live(random.workflow);
          cut.frames.addAll(whole.frames.subList(0, decisions));
          cut.now = cut.frames.getLast().getLast().at();
          cut.events().forEach(cut.run::apply);
          if (!cut.run.status().hasEnded()) {
            cut.when(new Command.ResumeRun(10));
            new Schedule(random, seed, cut, () -> {}).play();
          }
          assertThat(cut.run.lastSeq()).isEqualTo(cut.events().size());
        });
  }

  @Test
  void aSequentialRunWouldHaveTheSameStatusesEdgesAndOutput() {
    forAll(
        seed -> {
          RandomWorkflow random = new RandomWorkflow(seed, false, false);
          Live live = new Schedule(random, seed).play();
          Sequential model = new Sequential(random);
          BitSet taken = new BitSet();
          for (NodeState state : live.run.root.nodes) {
            int node = state.node.index();
            assertThat(state.status).as("node %s", node).isEqualTo(model.statuses.get(node));
            Graph graph = live.workflow.graph();
            for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
              taken.set(edge, live.run.root.isTaken(edge));
            }
          }
          assertThat(taken).isEqualTo(model.taken);
          assertThat(timeless(live.output())).isEqualTo(timeless(model.output()));
        });
  }

  /** All that can be seen of a run. */
  private static List<@Nullable Object> state(Run run) {
    List<@Nullable Object> state = new ArrayList<>();
    state.add(run.summary());
    state.add(run.lastSeq());
    state.add(run.pending());
    state.add(run.nextDue());
    for (int node = 0; node < run.workflow().size(); node++) {
      state.add(run.node(node));
      state.add(List.copyOf(run.inputOf(node).keySet()));
      state.add(new HashMap<>(run.inputOf(node)));
    }
    for (NodeState node : run.root.nodes) {
      state.add(Map.copyOf(run.sight(node.node.index(), Iteration.NONE).nodes()));
    }
    for (Pending pending : run.pending()) {
      Sight sight = run.sight(pending.node(), pending.iteration());
      state.add(Map.copyOf(sight.nodes()));
      state.add(new HashMap<>(sight.input()));
      state.add(sight.item());
    }
    return state;
  }

  /** What must be the same at the end of all schedules. */
  private static List<@Nullable Object> end(Live live) {
    List<@Nullable Object> end = new ArrayList<>();
    RunSummary summary = live.run.summary();
    end.add(summary.status());
    end.add(timeless(summary.output().orElse(null)));
    end.add(summary.nodesExecuted());
    end.add(summary.usage());
    for (int node = 0; node < live.workflow.size(); node++) {
      NodeSnapshot snapshot = live.run.node(node);
      end.add(snapshot.status());
      end.add(snapshot.attempt());
      end.add(timeless(snapshot.result()));
      end.add(snapshot.iterations());
      end.add(timeless(live.run.inputOf(node)));
    }
    return end;
  }

  /** Without the moments of approvals, which depend on the schedule. */
  private static @Nullable Object timeless(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(RunPropertiesTest::timeless).toList();
    }
    Map<String, @Nullable Object> object = Json.asObject(value);
    if (object == null) {
      return value;
    }
    Map<String, @Nullable Object> timeless = new HashMap<>();
    object.forEach((name, inner) -> timeless.put(name, timeless(inner)));
    timeless.remove("at");
    return timeless;
  }
}
