package dev.treadle.simulation;

import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.workflow.Body;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Effect;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Outcome;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A run as its journal tells it, and what cannot be asked of it afterwards. */
final class Journaled {
  final ExecutionId id;
  final Run run;
  final Set<Place> ended = new LinkedHashSet<>();
  final Set<Intent> intents = new LinkedHashSet<>();
  final Map<Intent, Integer> performed = new HashMap<>();

  /** How often an attempt may be performed, by what the journal tells. */
  final Map<Intent, Integer> allowed = new HashMap<>();

  final Map<Place, Instant> due = new HashMap<>();

  /** When the last attempt of a node began. */
  final Map<Place, Instant> began = new HashMap<>();

  /** What nodes call. */
  final Map<Place, Outcome.Called> calls = new LinkedHashMap<>();

  /** That an attempt is to be made. */
  record Intent(Place place, int attempt) {}

  Journaled(ExecutionId id, Run run) {
    this.id = id;
    this.run = run;
  }

  /** A loop begins, perhaps again: what happened in it before does not count. */
  void forgetInside(Place loop) {
    Body body = run.workflow().body(run.workflow().indexOf(loop.node()));
    Predicate<Place> inside = place -> isInside(place, body, loop.iteration());
    ended.removeIf(inside);
    due.keySet().removeIf(inside);
    began.keySet().removeIf(inside);
    calls.keySet().removeIf(inside);
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
