package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Failure;
import dev.treadle.values.Money;
import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A random definition, and how each attempt of each of its nodes ends: a function of node and
 * attempt alone, so that every schedule has the same outcomes.
 */
public final class RandomWorkflow {
  /** What every run of it is given. */
  public static final Map<String, @Nullable Object> INPUT =
      Live.object("k0", "in", "k1", 1, "in", null);

  private static final List<String> TYPES =
      List.of(
          "step",
          "step",
          "step",
          "effect",
          "effect",
          "condition",
          "choice",
          "wait",
          "approval",
          "output");

  private final long seed;
  private final List<String> types = new ArrayList<>();
  private final Map<String, @Nullable Object> definition;
  final Workflow workflow;

  /**
   * A workflow of up to 20 nodes.
   *
   * @param anyJoins whether nodes may start at the first taken edge, so that data may depend on the
   *     schedule
   * @param stops whether a failure may end the run, so that what else runs depends on the schedule
   */
  public RandomWorkflow(long seed, boolean anyJoins, boolean stops) {
    this.seed = seed;
    Random random = new Random(seed);
    Flow flow = new Flow();
    int size = 2 + random.nextInt(19);
    for (int node = 0; node < size; node++) {
      boolean trigger = node == 0 || random.nextInt(12) == 0;
      String type = trigger ? "trigger" : TYPES.get(random.nextInt(TYPES.size()));
      types.add(type);
      flow.node(type, "n" + node);
      flow.onError("n" + node, onError(random, type, stops));
      if (random.nextInt(3) == 0) {
        flow.attempts("n" + node, 1 + random.nextInt(3));
      }
      if (anyJoins && random.nextInt(4) == 0) {
        flow.join("n" + node, "any");
      }
    }
    draw(flow, random, size);
    this.definition = flow.definition();
    this.workflow = flow.workflow();
  }

  /** The types of its nodes, by name. */
  public static Map<String, NodeSignature> types() {
    return Flow.TYPES;
  }

  /** As it would be stored. */
  public Map<String, @Nullable Object> definition() {
    return definition;
  }

  public Workflow workflow() {
    return workflow;
  }

  private static String onError(Random random, String type, boolean stops) {
    List<String> all =
        stops ? List.of("stop", "continue", "branch") : List.of("continue", "branch");
    String chosen = all.get(random.nextInt(all.size()));
    return type.equals("condition") && chosen.equals("continue") ? "branch" : chosen;
  }

  private void draw(Flow flow, Random random, int size) {
    Set<String> drawn = new HashSet<>();
    for (int i = 0; i < size * 2; i++) {
      int target = 1 + random.nextInt(size - 1);
      int source = random.nextInt(target);
      String handle = handle(random, types.get(source));
      if (!types.get(target).equals("trigger") && drawn.add(source + handle + target)) {
        flow.edge("n" + source, handle, "n" + target);
      }
    }
  }

  private static String handle(Random random, String type) {
    if (!type.equals("trigger") && random.nextInt(6) == 0) {
      return "error";
    }
    List<String> names =
        switch (type) {
          case "condition" -> List.of("true", "false");
          case "choice" -> List.of("red", "green", "default");
          case "approval" -> List.of("approved", "rejected", "timeout");
          default -> List.of("out");
        };
    return names.get(random.nextInt(names.size()));
  }

  String type(NodeId node) {
    return types.get(Integer.parseInt(node.value().substring(1)));
  }

  /** How an attempt ends. */
  public Outcome outcome(NodeId node, int attempt, Instant now) {
    Random random = new Random(seed * 31 + node.hashCode() * 131L + attempt);
    random.nextInt();
    String type = type(node);
    Usage usage =
        random.nextBoolean()
            ? Usage.NONE
            : new Usage(random.nextInt(9), 1, new Money(new BigDecimal("0.001")));
    if (!type.equals("trigger") && random.nextInt(5) == 0) {
      return new Outcome.Failed(
          Failure.of(Live.BROKEN, "it broke"), random.nextBoolean(), null, usage);
    }
    if (type.equals("wait")) {
      return new Outcome.Waiting(now.plus(Duration.ofMinutes(random.nextInt(9))), "waits");
    }
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      result.put("k" + random.nextInt(5), random.nextInt(4) == 0 ? null : random.nextInt(3));
    }
    Set<String> removed = random.nextInt(4) == 0 ? Set.of("k" + random.nextInt(5)) : Set.of();
    boolean replaces = random.nextInt(8) == 0;
    String handle = handle(random, type).replace("error", "out");
    return new Outcome.Completed(handle, result, removed, replaces, usage, "");
  }
}
