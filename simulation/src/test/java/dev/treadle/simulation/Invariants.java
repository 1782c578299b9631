package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.engine.workflow.Body;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.Effect;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What must hold, looked at from outside after every commit, every start of an effect and every
 * answer. The first breach is kept; a breach is not thrown, because what is tested would catch it.
 */
final class Invariants {
  private final VirtualClock clock;
  private final Map<ExecutionId, Journaled> runs = new LinkedHashMap<>();
  private final Set<ExecutionId> accepted = new LinkedHashSet<>();
  private final Function<ExecutionId, Run> empty;
  private Optional<String> breach = Optional.empty();

  /** A run as its journal tells it, and what cannot be asked of it afterwards. */
  private static final class Journaled {
    final Run run;
    final Set<Place> ended = new LinkedHashSet<>();
    final Set<Intent> intents = new LinkedHashSet<>();
    final Map<Intent, Integer> performed = new HashMap<>();

    /** How often an attempt may be performed, by what the journal tells. */
    final Map<Intent, Integer> allowed = new HashMap<>();

    final Map<Place, Instant> due = new HashMap<>();

    Journaled(Run run) {
      this.run = run;
    }

    /** A loop begins, perhaps again: what happened in it before does not count. */
    void forgetInside(Place loop) {
      Body body = run.workflow().body(run.workflow().indexOf(loop.node()));
      Predicate<Place> inside = place -> isInside(place, body, loop.iteration());
      ended.removeIf(inside);
      due.keySet().removeIf(inside);
      intents.removeIf(intent -> inside.test(intent.place));
      performed.keySet().removeIf(intent -> inside.test(intent.place));
      allowed.keySet().removeIf(intent -> inside.test(intent.place));
    }

    private boolean isInside(Place place, Body body, Iteration around) {
      int depth = around.indices().size();
      List<Integer> indices = place.iteration().indices();
      return indices.size() > depth
          && indices.subList(0, depth).equals(around.indices())
          && holds(body, run.workflow().indexOf(place.node()));
    }

    private boolean holds(Body body, int node) {
      Workflow workflow = run.workflow();
      return IntStream.range(0, body.size())
          .map(body::node)
          .anyMatch(
              inside ->
                  inside == node
                      || (workflow.node(inside).signature().effect() == Effect.COMPOSITE
                          && holds(workflow.body(inside), node)));
    }
  }

  /** That an attempt is to be made. */
  private record Intent(Place place, int attempt) {}

  /**
   * Looks at nothing yet.
   *
   * @param empty says how a run looks to which nothing has happened
   */
  Invariants(VirtualClock clock, Function<ExecutionId, Run> empty) {
    this.clock = clock;
    this.empty = empty;
  }

  Optional<String> breach() {
    return breach;
  }

  void broken(String rule) {
    if (breach.isEmpty()) {
      clock.tell("BREACH", rule);
      breach = Optional.of(rule);
    }
  }

  void broken(String rule, Throwable why) {
    StringWriter stack = new StringWriter();
    why.printStackTrace(new PrintWriter(stack));
    broken(rule + ": " + stack);
  }

  void require(boolean holds, String rule, Object about) {
    if (!holds) {
      broken(rule + ": " + about);
    }
  }

  private Journaled journaled(ExecutionId execution) {
    return runs.computeIfAbsent(execution, id -> new Journaled(empty.apply(id)));
  }

  /** A run as everything durable tells it. */
  Run run(ExecutionId execution) {
    return journaled(execution).run;
  }

  /** Events have become durable. */
  void committed(ExecutionId execution, int firstSeq, List<Event> events) {
    Journaled of = journaled(execution);
    require(firstSeq == of.run.lastSeq() + 1, "the journal has no gap and no fork", execution);
    for (Event event : events) {
      require(!of.run.status().hasEnded(), "an ended run never changes", event);
      require(!event.at().isAfter(clock.now()), "nothing happens in the future", event);
      check(of, event);
      of.run.apply(event);
    }
  }

  private void check(Journaled of, Event event) {
    switch (event) {
      case Event.NodeStarted e -> {
        isDue(of, place(e.node(), e));
        Place place = place(e.node(), e);
        require(of.intents.add(new Intent(place, e.attempt())), "an attempt starts once", e);
        of.allowed.put(new Intent(place, e.attempt()), 1);
        require(!of.ended.contains(place), "an ended node does not start", e);
      }
      case Event.NodeRepeated e ->
          of.allowed.merge(new Intent(place(e.node(), e), e.attempt()), 1, Integer::sum);
      case Event.NodeCompleted e -> {
        isDue(of, place(e.node(), e));
        ends(of, place(e.node(), e), e);
      }
      case Event.NodeFailed e -> ends(of, place(e.error().node(), e), e);
      case Event.NodeSkipped e -> ends(of, place(e.node(), e), e);
      case Event.NodeCancelled e -> ends(of, place(e.node(), e), e);
      case Event.NodeWaiting e -> of.due.put(place(e.node(), e), e.due());
      case Event.AttemptFailed e -> of.due.put(place(e.error().node(), e), e.due());
      case Event.RunPoisoned e ->
          require(e.message().startsWith("resumed 10 "), "no run is quarantined", e);
      case Event.LoopOpened e -> of.forgetInside(place(e.node(), e));
      case Event.LoopCompleted e -> ends(of, place(e.node(), e), e);
      case Event.NodeAwaiting ignored -> {}
      case Event.NodeReused e -> broken("nothing is retried: " + e);
      case Event.RunCalled e -> broken("nothing is called: " + e);
      case Event.ChildCalled e -> broken("nothing is called: " + e);
      case Event.ChildCancelled e -> broken("nothing is called: " + e);
      case Event.RunLinked e -> broken("nothing is retried: " + e);
      case Event.RunHeld e -> broken("nothing is held: " + e);
      case Event.RunReleased e -> broken("nothing is held: " + e);
      case Event.SignalReceived ignored -> {}
      case Event.RunStarted ignored -> {}
      case Event.RunResumed ignored -> {}
      case Event.RunCompleted ignored -> {}
      case Event.RunFailed ignored -> {}
      case Event.RunCancelled ignored -> {}
      case Event.MergeConflicted ignored -> {}
    }
  }

  private static Place place(NodeId node, Event event) {
    return new Place(node, event.iteration());
  }

  private void ends(Journaled of, Place place, Event event) {
    require(of.ended.add(place), "a node ends once", event);
  }

  private void isDue(Journaled of, Place place) {
    Instant due = of.due.remove(place);
    require(due == null || !due.isAfter(clock.now()), "no timer is early", place);
  }

  /** A row was written together with what is durable now. */
  void row(ExecutionId execution, RunRow row) {
    Run run = run(execution);
    if (row.status().hasEnded() || row.status() == RunStatus.WAITING) {
      require(row.status() == run.status(), "the row tells what the journal tells", row);
      require(row.times().wakeAt().equals(run.nextDue()), "a run wakes for its next timer", row);
    }
    require(
        row.totals().equals(new RunRow.Totals(run.nodesExecuted(), run.usage())),
        "the totals are the journal's",
        row);
  }

  /**
   * An attempt touches the world.
   *
   * @param owned whether the replica still holds its lease
   */
  void effect(ExecutionId execution, Place place, int attempt, boolean owned) {
    Journaled of = journaled(execution);
    Intent intent = new Intent(place, attempt);
    require(of.intents.contains(intent), "the intent is durable before the effect", intent);
    if (owned) {
      require(!of.ended.contains(place), "no effect of a node that has ended", intent);
    }
    int times = of.performed.merge(intent, 1, Integer::sum);
    require(
        times <= of.allowed.getOrDefault(intent, times),
        "an attempt is repeated after its journal says so",
        intent);
  }

  /** Without faults every attempt is performed once. */
  void performedOnce() {
    runs.values()
        .forEach(
            of ->
                require(
                    of.performed.values().stream().allMatch(times -> times == 1),
                    "an attempt is performed once where nothing fails",
                    of.performed));
  }

  /** A caller was told that a run exists. */
  void accepted(ExecutionId execution) {
    accepted.add(execution);
    require(run(execution).lastSeq() > 0, "a run that was accepted is durable", execution);
  }

  /** A caller was told the end of a run. */
  void told(ExecutionId execution, RunSummary summary) {
    RunSummary durable = run(execution).summary();
    require(durable.status() == summary.status(), "the end that is told is durable", execution);
    require(
        Canonical.text(durable.output().orElse(Map.of()))
            .equals(Canonical.text(summary.output().orElse(Map.of()))),
        "the end that is told is the journal's",
        execution);
  }

  /** Whether every run that exists has ended. */
  boolean allEnded() {
    return runs.values().stream()
        .allMatch(of -> of.run.status().hasEnded() || of.run.lastSeq() == 0);
  }

  /** At the end of everything. */
  void finish() {
    for (ExecutionId execution : accepted) {
      require(run(execution).status().hasEnded(), "every run that was accepted ends", execution);
    }
    runs.forEach(
        (execution, of) ->
            require(
                of.run.lastSeq() == 0 || of.run.status().hasEnded(),
                "every run ends",
                execution + " is " + of.run.status()));
  }

  /** The runs that exist, in the order of their beginning. */
  Map<ExecutionId, Run> runs() {
    Map<ExecutionId, Run> all = new LinkedHashMap<>();
    runs.forEach(
        (execution, of) -> {
          if (of.run.lastSeq() > 0) {
            all.put(execution, of.run);
          }
        });
    return all;
  }
}
