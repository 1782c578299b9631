package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Body;
import dev.treadle.engine.workflow.Graph;
import dev.treadle.engine.workflow.Node;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Failure;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run must come to, said as simply as can be: the nodes one after the other in topological
 * order, plain maps overlaid, the items of a loop one after the other. Knows no schedule and no
 * event, and cannot do joins of any edge or failures that stop the run.
 */
public final class Sequential {
  /** A value and the place of its writer in the order; a removed key has none. */
  private record Cell(boolean present, @Nullable Object value, int place) {}

  /** Stands for the id of any execution. */
  public static final String SOME = "?";

  private final RandomWorkflow random;
  private final Workflow workflow;
  private final Graph graph;
  private final Body body;
  private final Iteration iteration;

  /** What the first nodes see. */
  private final Map<String, Cell> begin = new LinkedHashMap<>();

  private final Map<Integer, Map<String, Cell>> data = new HashMap<>();
  private final Map<Integer, Map<String, @Nullable Object>> results = new HashMap<>();
  final Map<Integer, NodeStatus> statuses = new HashMap<>();
  final BitSet taken = new BitSet();

  /** Why the walk failed, and whether trying again may help. */
  private @Nullable NodeError failure;

  private boolean retryable;

  public Sequential(RandomWorkflow random) {
    this(random, RandomWorkflow.INPUT);
  }

  public Sequential(RandomWorkflow random, Map<String, @Nullable Object> input) {
    this(random, random.workflow.main(), Iteration.NONE, input, -1);
  }

  private Sequential(
      RandomWorkflow random,
      Body body,
      Iteration iteration,
      Map<String, @Nullable Object> input,
      int writer) {
    this.random = random;
    this.workflow = random.workflow;
    this.graph = workflow.graph();
    this.body = body;
    this.iteration = iteration;
    input.forEach((key, value) -> begin.put(key, new Cell(true, value, writer)));
    for (int rank = 0; rank < body.size() && failure == null; rank++) {
      visit(body.ordered(rank));
    }
  }

  /** How a node ends, by its number. */
  public NodeStatus status(int node) {
    return Objects.requireNonNull(statuses.get(node));
  }

  private void visit(int node) {
    Map<String, Cell> input = new LinkedHashMap<>();
    boolean runs = iteration.isNone() ? node == workflow.firstTrigger() : graph.inDegree(node) == 0;
    if (runs) {
      input.putAll(begin);
    }
    for (int slot = graph.firstIn(node); slot < graph.firstIn(node + 1); slot++) {
      int edge = graph.inEdge(slot);
      if (taken.get(edge)) {
        runs = true;
        overlay(input, data.getOrDefault(graph.source(edge), Map.of()));
      }
    }
    if (runs) {
      run(workflow.node(node), input, graph.position(node));
    } else {
      statuses.put(node, NodeStatus.SKIPPED);
    }
  }

  private static void overlay(Map<String, Cell> onto, Map<String, Cell> other) {
    other.forEach((key, cell) -> onto.merge(key, cell, (a, b) -> a.place() >= b.place() ? a : b));
  }

  private void run(Node node, Map<String, Cell> input, int place) {
    int attempt = 1;
    Outcome last = attempt(node, attempt, input);
    while (last instanceof Outcome.Failed failed
        && failed.retryable()
        && attempt < node.policy().retry().maxAttempts()) {
      last = attempt(node, ++attempt, input);
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
        Outcome.Completed answer = random.people().answered(node.id(), awaiting.what());
        end(node, input, place, answer.result(), answer.handle());
      }
      case Outcome.Calling ignored -> throw new AssertionError("it was called");
      case Outcome.Called ignored -> throw new AssertionError("it was called");
      case Outcome.Iterating ignored -> throw new AssertionError("it was gone over");
      case Outcome.Failed failed -> fail(node, input, new Failing(failed, attempt));
    }
  }

  /** An attempt; that of a loop with all of its iterations. */
  private Outcome attempt(Node node, int attempt, Map<String, Cell> input) {
    Pending.Perform perform = new Pending.Perform(node.index(), iteration, attempt);
    Outcome outcome = random.outcome(node, perform, Live.START);
    if (outcome instanceof Outcome.Calling call) {
      return called(call);
    }
    if (!(outcome instanceof Outcome.Iterating over)) {
      return outcome;
    }
    List<@Nullable Object> elements = new ArrayList<>();
    for (int index = 0; index < over.items().size(); index++) {
      Iteration each = iteration.inner(index);
      int place = graph.position(node.index());
      Body inside = workflow.body(node.index());
      Sequential walk = new Sequential(random, inside, each, plain(input), place);
      NodeError error = walk.failure;
      if (error == null) {
        elements.add(walk.output());
      } else if (over.collects()) {
        elements.add(Map.of("error", error.toJson()));
      } else {
        Failure failure = Loop.failure(each, error);
        return new Outcome.Failed(failure, walk.retryable, null, Usage.NONE);
      }
    }
    return Outcome.completed("out", Map.of("items", elements));
  }

  /** What is called runs here and now. */
  private Outcome called(Outcome.Calling call) {
    if (!call.waits()) {
      return Outcome.completed("out", Map.of("executionId", SOME));
    }
    RandomWorkflow callee = random.find(call.workflow()).orElseThrow();
    Sequential child = new Sequential(callee, call.input());
    NodeError error = child.failure;
    if (error == null) {
      return Outcome.completed("out", child.output());
    }
    String message = "execution " + SOME + " failed: " + error.failure().message();
    Map<String, @Nullable Object> details = Map.of("executionId", SOME, "error", error.toJson());
    Failure failure = new Failure(ErrorCode.CHILD_FAILED, message, details);
    return new Outcome.Failed(failure, false, null, Usage.NONE);
  }

  private record Failing(Outcome.Failed outcome, int attempt) {}

  private void fail(Node node, Map<String, Cell> input, Failing failing) {
    NodeError error = new NodeError(failing.outcome().failure(), node.id(), failing.attempt());
    Map<String, @Nullable Object> result = Map.of("error", error.toJson());
    int place = graph.position(node.index());
    switch (node.policy().onError()) {
      case CONTINUE -> end(node, input, place, result, node.handles().initial());
      case BRANCH -> {
        end(node, input, place, result, "error");
        statuses.put(node.index(), NodeStatus.FAILED);
      }
      case STOP -> {
        failure = error;
        retryable = failing.outcome().retryable();
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

  public Map<String, @Nullable Object> output() {
    return plain(cells());
  }

  private Map<String, Cell> cells() {
    Map<String, Cell> output = new LinkedHashMap<>();
    Set<Integer> outputs = new HashSet<>();
    statuses.forEach(
        (node, status) -> {
          if (status == NodeStatus.COMPLETED
              && workflow.node(node).signature().role() == Role.OUTPUT) {
            outputs.add(node);
          }
        });
    for (int rank = 0; rank < body.size(); rank++) {
      int node = body.ordered(rank);
      int at = graph.position(node);
      if (outputs.contains(node)) {
        results
            .getOrDefault(node, Map.of())
            .forEach((key, value) -> output.put(key, new Cell(true, value, at)));
      } else if (outputs.isEmpty() && isLast(node)) {
        overlay(output, data.getOrDefault(node, Map.of()));
      }
    }
    return output;
  }

  private static Map<String, @Nullable Object> plain(Map<String, Cell> cells) {
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    cells.forEach(
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
