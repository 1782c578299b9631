package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import java.util.ArrayDeque;
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
  private final Map<Pair, Boolean> concurrent = new HashMap<>();

  /** What was added, brought together in parts of falling size, as in a merge sort. */
  private final ArrayDeque<Part> parts = new ArrayDeque<>();

  /**
   * Begins with no branch.
   *
   * @param root the trigger of the run, an ancestor of all that runs
   */
  Join(Graph graph, int root) {
    this.graph = graph;
    this.root = root;
  }

  private record Part(int branches, @Nullable Overlay data) {}

  private record Pair(int other, int winner) {}

  /**
   * Only parts of one size are joined while branches come: each new key is then looked at a
   * logarithm of times, where one part that takes up all branches would look for each of them at
   * all that those before had written.
   */
  void add(@Nullable Overlay branch) {
    Part part = new Part(1, branch);
    while (!parts.isEmpty() && parts.peek().branches() == part.branches()) {
      part = both(parts.pop(), part);
    }
    parts.push(part);
  }

  @Nullable Overlay data() {
    while (parts.size() > 1) {
      parts.push(both(parts.pop(), parts.pop()));
    }
    return parts.isEmpty() ? null : parts.getFirst().data();
  }

  private Part both(Part a, Part b) {
    return new Part(a.branches() + b.branches(), Overlay.union(a.data(), b.data(), this::choose));
  }

  /**
   * A key for which concurrent writers left different values.
   *
   * @param winner the writer whose value holds
   */
  record Conflict(String key, int winner, int other) {}

  /** All conflicts, by key and then by the place of the other writer in the order. */
  List<Conflict> conflicts() {
    data();
    if (contested.isEmpty()) {
      return List.of();
    }
    List<Conflict> conflicts = new ArrayList<>();
    new TreeMap<>(contested).forEach((key, writers) -> collect(key, writers, conflicts));
    return conflicts;
  }

  private void collect(String key, Map<Integer, Written> writers, List<Conflict> conflicts) {
    Written winner = Overlay.find(data(), key);
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
        && concurrent.computeIfAbsent(
            new Pair(other.writer(), winner.writer()),
            pair -> !graph.isAncestor(pair.other(), pair.winner()));
  }
}
