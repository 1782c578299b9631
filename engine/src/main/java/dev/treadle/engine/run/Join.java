package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings the data of several branches together: of each key the value holds whose writer comes last
 * in the stable topological order, as in a sequential run.
 */
final class Join {
  private final Graph graph;
  private final int root;
  private final Map<String, Map<Integer, Written>> contested = new HashMap<>();
  private @Nullable Overlay data;

  /**
   * Begins with no branch.
   *
   * @param root the trigger of the run, an ancestor of all that runs
   */
  Join(Graph graph, int root) {
    this.graph = graph;
    this.root = root;
  }

  void add(@Nullable Overlay branch) {
    data = Overlay.union(data, branch, this::choose);
  }

  @Nullable Overlay data() {
    return data;
  }

  /**
   * A key for which concurrent writers left different values.
   *
   * @param winner the writer whose value holds
   */
  record Conflict(String key, int winner, int other) {}

  /** All conflicts, by key and then by the place of the other writer in the order. */
  List<Conflict> conflicts() {
    if (contested.isEmpty()) {
      return List.of();
    }
    List<Conflict> conflicts = new ArrayList<>();
    new TreeMap<>(contested).forEach((key, writers) -> collect(key, writers, conflicts));
    return conflicts;
  }

  private void collect(String key, Map<Integer, Written> writers, List<Conflict> conflicts) {
    Written winner = Overlay.find(data, key);
    if (winner == null) {
      throw new IllegalStateException("a contested key has a winner");
    }
    writers.values().stream()
        .filter(other -> other.writer() != winner.writer())
        .filter(other -> !other.hasValueOf(winner) && areConcurrent(other, winner))
        .sorted((a, b) -> graph.position(a.writer()) - graph.position(b.writer()))
        .forEach(other -> conflicts.add(new Conflict(key, winner.writer(), other.writer())));
  }

  private Written choose(Written a, Written b) {
    if (a.writer() == b.writer()) {
      return a;
    }
    Map<Integer, Written> writers =
        contested.computeIfAbsent(a.key(), key -> new LinkedHashMap<>());
    writers.put(a.writer(), a);
    writers.put(b.writer(), b);
    return graph.position(a.writer()) > graph.position(b.writer()) ? a : b;
  }

  /** The winner comes later in the order, so only the other one can be an ancestor. */
  private boolean areConcurrent(Written other, Written winner) {
    return other.writer() != root
        && winner.over() != other.writer()
        && !graph.isAncestor(other.writer(), winner.writer());
  }
}
