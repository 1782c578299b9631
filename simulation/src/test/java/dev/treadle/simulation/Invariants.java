package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.simulation.Journaled.Intent;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What must hold, looked at from outside after every commit, every start of an effect and every
 * answer. The first breach is kept; a breach is not thrown, because what is tested would catch it.
 */
final class Invariants {
  private final VirtualClock clock;
  private final Map<ExecutionId, Journaled> runs = new LinkedHashMap<>();
  private final Set<ExecutionId> accepted = new LinkedHashSet<>();
  private final Function<ExecutionId, Run> empty;
  private final AttemptRules attempts = new AttemptRules(this);
  private final Lineage lineage = new Lineage(this);
  private final Set<String> seen = new TreeSet<>();
  private Optional<String> breach = Optional.empty();

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

  /** Something has happened that does not happen in every play. */
  void saw(String kind) {
    seen.add(kind);
  }

  Set<String> seen() {
    return seen;
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
    return runs.computeIfAbsent(execution, id -> new Journaled(id, empty.apply(id)));
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
      attempts.check(of, event);
      lineage.check(of, event);
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
      case Event.RunCalled ignored -> {}
      case Event.ChildCalled ignored -> {}
      case Event.ChildCancelled ignored -> {}
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

  /**
   * Without faults every attempt is performed once, and nothing takes long.
   *
   * @param begun when there was somebody to do anything
   */
  void calm(Instant begun) {
    lineage.endedSoon(begun);
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
            .allMatch(of -> of.run.status().hasEnded() || of.run.lastSeq() == 0)
        && !lineage.mayBegin(clock.now());
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
