package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
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
    final Set<String> ended = new LinkedHashSet<>();
    final Set<String> intents = new LinkedHashSet<>();
    final Map<String, Integer> performed = new HashMap<>();
    final Map<String, Instant> due = new HashMap<>();

    Journaled(Run run) {
      this.run = run;
    }
  }

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
        isDue(of, e.node().value());
        require(of.intents.add(e.node() + "/" + e.attempt()), "an attempt starts once", e);
        require(!of.ended.contains(e.node().value()), "an ended node does not start", e);
      }
      case Event.NodeCompleted e -> {
        isDue(of, e.node().value());
        ends(of, e.node().value(), e);
      }
      case Event.NodeFailed e -> ends(of, e.error().node().value(), e);
      case Event.NodeSkipped e -> ends(of, e.node().value(), e);
      case Event.NodeCancelled e -> ends(of, e.node().value(), e);
      case Event.NodeWaiting e -> of.due.put(e.node().value(), e.due());
      case Event.AttemptFailed e -> of.due.put(e.error().node().value(), e.due());
      case Event.RunPoisoned e ->
          require(e.message().startsWith("resumed 10 "), "no run is quarantined", e);
      case Event.RunStarted ignored -> {}
      case Event.RunResumed ignored -> {}
      case Event.RunCompleted ignored -> {}
      case Event.RunFailed ignored -> {}
      case Event.RunCancelled ignored -> {}
      case Event.MergeConflicted ignored -> {}
    }
  }

  private void ends(Journaled of, String node, Event event) {
    require(of.ended.add(node), "a node ends once", event);
  }

  private void isDue(Journaled of, String node) {
    Instant due = of.due.remove(node);
    require(due == null || !due.isAfter(clock.now()), "no timer is early", node);
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
  void effect(ExecutionId execution, String node, int attempt, boolean owned) {
    Journaled of = journaled(execution);
    String intent = node + "/" + attempt;
    require(of.intents.contains(intent), "the intent is durable before the effect", intent);
    if (owned) {
      require(!of.ended.contains(node), "no effect of a node that has ended", intent);
    }
    of.performed.merge(intent, 1, Integer::sum);
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
