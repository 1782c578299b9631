package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run must come to, said as simply as can be: the nodes one after the other in topological
 * order, plain maps overlaid. Knows no schedule, no event and no retry, and cannot do joins of any
 * edge or failures that stop the run.
 */
final class Sequential {
  /** A value and the place of its writer in the order; a removed key has none. */
  private record Cell(boolean present, @Nullable Object value, int place) {}

  private final RandomWorkflow random;
  private final Workflow workflow;
  private final Graph graph;
  private final Map<Integer, Map<String, Cell>> data = new HashMap<>();
  private final Map<Integer, Map<String, @Nullable Object>> results = new HashMap<>();
  final Map<Integer, NodeStatus> statuses = new HashMap<>();
  final BitSet taken = new BitSet();

  Sequential(RandomWorkflow random) {
    this.random = random;
    this.workflow = random.workflow;
    this.graph = workflow.graph();
    for (int place = 0; place < workflow.size(); place++) {
      visit(graph.ordered(place), place);
    }
  }

  private void visit(int node, int place) {
    Map<String, Cell> input = new LinkedHashMap<>();
    boolean runs = node == workflow.firstTrigger();
    if (runs) {
      Schedule.INPUT.forEach((key, value) -> input.put(key, new Cell(true, value, place)));
    }
    for (int slot = graph.firstIn(node); slot < graph.firstIn(node + 1); slot++) {
      int edge = graph.inEdge(slot);
      if (taken.get(edge)) {
        runs = true;
        overlay(input, data.getOrDefault(graph.source(edge), Map.of()));
      }
    }
    if (runs) {
      run(workflow.node(node), input, place);
    } else {
      statuses.put(node, NodeStatus.SKIPPED);
    }
  }

  private static void overlay(Map<String, Cell> onto, Map<String, Cell> other) {
    other.forEach((key, cell) -> onto.merge(key, cell, (a, b) -> a.place() >= b.place() ? a : b));
  }

  private void run(Node node, Map<String, Cell> input, int place) {
    int attempt = 1;
    Outcome last = random.outcome(node.id(), attempt, Live.START);
    while (last instanceof Outcome.Failed failed
        && failed.retryable()
        && attempt < node.policy().retry().maxAttempts()) {
      last = random.outcome(node.id(), ++attempt, Live.START);
    }
    switch (last) {
      case Outcome.Completed done -> {
        if (done.replaces()) {
          Set.copyOf(input.keySet()).forEach(key -> remove(input, key, place));
        }
        done.removed().forEach(key -> remove(input, key, place));
        end(node, input, place, done.result(), done.handle());
      }
      case Outcome.Waiting ignored -> end(node, input, place, Map.of(), node.handles().initial());
      case Outcome.Awaiting awaiting -> {
        Outcome.Completed answer = random.answered(node.id(), awaiting.what());
        end(node, input, place, answer.result(), answer.handle());
      }
      case Outcome.Failed failed -> {
        Map<String, @Nullable Object> result =
            Map.of("error", new NodeError(failed.failure(), node.id(), attempt).toJson());
        boolean branch = node.policy().onError() == Node.OnError.BRANCH;
        end(node, input, place, result, branch ? "error" : node.handles().initial());
        statuses.put(node.index(), branch ? NodeStatus.FAILED : NodeStatus.COMPLETED);
      }
    }
  }

  private static void remove(Map<String, Cell> input, String key, int place) {
    input.computeIfPresent(
        key, (same, cell) -> cell.present() ? new Cell(false, null, place) : cell);
  }

  private void end(
      Node node,
      Map<String, Cell> input,
      int place,
      Map<String, @Nullable Object> result,
      String handle) {
    result.forEach((key, value) -> input.put(key, new Cell(true, value, place)));
    data.put(node.index(), input);
    results.put(node.index(), result);
    statuses.put(node.index(), NodeStatus.COMPLETED);
    for (int edge = graph.firstOut(node.index()); edge < graph.firstOut(node.index() + 1); edge++) {
      if (workflow.handle(edge).equals(handle)) {
        taken.set(edge);
      }
    }
  }

  Map<String, @Nullable Object> output() {
    Map<String, Cell> output = new LinkedHashMap<>();
    Set<Integer> outputs = new HashSet<>();
    statuses.forEach(
        (node, status) -> {
          if (status == NodeStatus.COMPLETED
              && workflow.node(node).signature().role() == Role.OUTPUT) {
            outputs.add(node);
          }
        });
    for (int place = 0; place < workflow.size(); place++) {
      int node = graph.ordered(place);
      int at = place;
      if (outputs.contains(node)) {
        results
            .getOrDefault(node, Map.of())
            .forEach((key, value) -> output.put(key, new Cell(true, value, at)));
      } else if (outputs.isEmpty() && isLast(node)) {
        overlay(output, data.getOrDefault(node, Map.of()));
      }
    }
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    output.forEach(
        (key, cell) -> {
          if (cell.present()) {
            plain.put(key, cell.value());
          }
        });
    return plain;
  }

  private boolean isLast(int node) {
    int next = taken.nextSetBit(graph.firstOut(node));
    return statuses.get(node) == NodeStatus.COMPLETED
        && (next < 0 || next >= graph.firstOut(node + 1));
  }
}
