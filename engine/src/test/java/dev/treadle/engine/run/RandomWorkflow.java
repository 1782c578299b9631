package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Node;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Awaited;
import dev.treadle.values.Failure;
import dev.treadle.values.Money;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import dev.treadle.values.WorkflowId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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
          "loop",
          "loop",
          "signal",
          "approval",
          "output");

  /** The same, and some that call other workflows. */
  private static final List<String> CALLING =
      Stream.concat(TYPES.stream(), Stream.generate(() -> "call").limit(4)).toList();

  private final long seed;
  private final Kind kind;
  private final List<String> types = new ArrayList<>();
  private final Map<String, @Nullable Object> definition;

  /** The loop in which each node lies, -1 for none. */
  private final List<Integer> parents = new ArrayList<>();

  final Workflow workflow;

  /**
   * What it may look like.
   *
   * @param anyJoins whether nodes may start at the first taken edge, so that data may depend on the
   *     schedule
   * @param stops whether a failure may end the run, so that what else runs depends on the schedule;
   *     if not, a failure may still end an iteration, where nothing else of it can be running
   * @param most how many nodes it has at most, from 2
   * @param doomed whether every run of it fails, by one node that is always the same
   * @param callees what its nodes may call
   */
  public record Kind(
      boolean anyJoins, boolean stops, int most, boolean doomed, List<RandomWorkflow> callees) {
    /** Of up to 20 nodes, which call nothing. */
    public static Kind alone(boolean anyJoins, boolean stops) {
      return new Kind(anyJoins, stops, 20, false, List.of());
    }
  }

  /** A workflow of up to 20 nodes that calls no other. */
  public RandomWorkflow(long seed, boolean anyJoins, boolean stops) {
    this(seed, Kind.alone(anyJoins, stops));
  }

  public RandomWorkflow(long seed, Kind kind) {
    this.seed = seed;
    this.kind = kind;
    Random random = new Random(seed);
    Flow flow = new Flow();
    int size = 2 + random.nextInt(kind.most() - 1);
    List<String> possible = kind.callees().isEmpty() ? TYPES : CALLING;
    for (int node = 0; node < size; node++) {
      boolean trigger = node == 0 || random.nextInt(12) == 0;
      types.add(trigger ? "trigger" : possible.get(random.nextInt(possible.size())));
      parents.add(trigger ? -1 : parent(random));
    }
    if (kind.doomed()) {
      types.set(size - 1, "doom");
      parents.set(size - 1, -1);
    }
    for (int node = 0; node < size; node++) {
      if (!parents.contains(node)) {
        types.set(node, types.get(node).replace("loop", "step"));
      }
    }
    for (int node = 0; node < size; node++) {
      add(flow, random, node);
    }
    draw(flow, random, size);
    this.definition = flow.definition();
    this.workflow = flow.workflow();
  }

  /** What it is called by. */
  public WorkflowId id() {
    return new WorkflowId(new UUID(2, seed));
  }

  /** The one of this id, if it is this one or one that is called from here. */
  public Optional<RandomWorkflow> find(WorkflowId wanted) {
    return id().equals(wanted)
        ? Optional.of(this)
        : kind.callees().stream().flatMap(callee -> callee.find(wanted).stream()).findFirst();
  }

  /** Whether every run of it fails. */
  public boolean isDoomed() {
    return kind.doomed();
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

  /** One of the loops so far, or none. */
  private int parent(Random random) {
    List<Integer> possible = new ArrayList<>(List.of(-1));
    for (int node = 0; node < parents.size(); node++) {
      if (types.get(node).equals("loop")) {
        possible.add(node);
      }
    }
    return possible.get(random.nextInt(possible.size()));
  }

  private void add(Flow flow, Random random, int node) {
    String id = "n" + node;
    int parent = parents.get(node);
    flow.node(types.get(node), id);
    boolean alone = parent >= 0 && Collections.frequency(parents, parent) == 1;
    flow.onError(id, onError(random, types.get(node), kind.stops() || alone));
    if (types.get(node).equals("effect")) {
      flow.inDoubt(id, inDoubt(node));
    }
    if (parent >= 0) {
      flow.inside("n" + parent, id);
    }
    if (random.nextInt(3) == 0) {
      flow.attempts(id, 1 + random.nextInt(3));
    }
    if (kind.anyJoins() && random.nextInt(4) == 0) {
      flow.join(id, "any");
    }
  }

  /** Where no failure may come of the schedule, no crash may make one. */
  private String inDoubt(int node) {
    int chosen = new Random(seed * 37 + node).nextInt(kind.stops() ? 4 : 3);
    return List.of("retry", "retry", "ask", "fail").get(chosen);
  }

  private static String onError(Random random, String type, boolean stops) {
    List<String> all =
        stops ? List.of("stop", "continue", "branch") : List.of("continue", "branch");
    String chosen = type.equals("doom") ? "stop" : all.get(random.nextInt(all.size()));
    return type.equals("condition") && chosen.equals("continue") ? "branch" : chosen;
  }

  private void draw(Flow flow, Random random, int size) {
    Set<String> drawn = new HashSet<>();
    if (kind.doomed()) {
      flow.edge("n0", "out", "n" + (size - 1));
      drawn.add(0 + "out" + (size - 1));
    }
    for (int i = 0; i < size * 2; i++) {
      int target = 1 + random.nextInt(size - 1);
      int source = random.nextInt(target);
      String handle = handle(random, types.get(source));
      boolean together = parents.get(source).equals(parents.get(target));
      if (together && !types.get(target).equals("trigger") && drawn.add(source + handle + target)) {
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
          case "signal" -> List.of("out", "timeout");
          case "approval" -> List.of("approved", "rejected", "timeout");
          default -> List.of("out");
        };
    return names.get(random.nextInt(names.size()));
  }

  /** How an attempt ends. */
  Outcome outcome(Node node, Pending.Perform perform, Instant now) {
    return outcome(node, perform.iteration(), perform.attempt(), now);
  }

  /** Who gives what its nodes wait for. */
  public People people() {
    return new People(seed, kind.stops());
  }

  /** How an attempt ends. */
  public Outcome outcome(Node node, Iteration iteration, int number, Instant now) {
    long attempt = number + 17L * iteration.hashCode();
    Random random = new Random(seed * 31 + node.id().hashCode() * 131L + attempt);
    random.nextInt();
    String type = types.get(node.index());
    Usage usage =
        random.nextBoolean()
            ? Usage.NONE
            : new Usage(random.nextInt(9), 1, new Money(new BigDecimal("0.001")));
    if (type.equals("doom")) {
      return Outcome.permanent(Live.BROKEN, "it is doomed");
    }
    if (!type.equals("trigger") && random.nextInt(5) == 0) {
      boolean retryable = random.nextBoolean();
      Duration asked = number == 2 ? Duration.ofSeconds(random.nextInt(9)) : null;
      return new Outcome.Failed(Failure.of(Live.BROKEN, "it broke"), retryable, asked, usage);
    }
    if (type.equals("call")) {
      RandomWorkflow callee = kind.callees().get(random.nextInt(kind.callees().size()));
      Map<String, @Nullable Object> input = Live.object("k0", node.id().value(), "in", number);
      return new Outcome.Calling(callee.id(), null, input, random.nextInt(3) > 0);
    }
    if (type.equals("wait")) {
      return new Outcome.Waiting(now.plus(Duration.ofMinutes(random.nextInt(9))), "waits");
    }
    if (type.equals("loop")) {
      List<@Nullable Object> items = new ArrayList<>();
      random.ints(random.nextInt(4)).forEach(items::add);
      boolean collects = random.nextBoolean();
      int concurrency = collects || kind.stops() ? 1 + random.nextInt(3) : 1;
      return new Outcome.Iterating(items, concurrency, collects);
    }
    Instant until = random.nextBoolean() ? null : now.plus(Duration.ofDays(1 + random.nextInt(9)));
    if (type.equals("signal")) {
      return new Outcome.Awaiting(new Awaited.Signal("s-" + node.id()), until, "awaits");
    }
    if (type.equals("approval")) {
      return new Outcome.Awaiting(new Awaited.Approval("ok?", List.of()), until, "awaits");
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
