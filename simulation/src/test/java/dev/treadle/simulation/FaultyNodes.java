package dev.treadle.simulation;

import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.RandomWorkflow;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.values.Effect;
import dev.treadle.values.InDoubt;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The node types as one process has them: they end as the workflow says, in their own time. */
final class FaultyNodes {
  private static final Duration LONGEST = Duration.ofSeconds(2);

  /** Of every attempt, where there are any. */
  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Duration FOR_EVER = Duration.ofDays(1);

  /** Virtual time is dear: what waits for minutes by its workflow waits for seconds. */
  private static final int SHORTER = 30;

  private FaultyNodes() {}

  /** No config. */
  record Nothing() {}

  /** The config of a type with effects. */
  record Doubtful(
      @About(value = "What follows a crash in flight.", initial = "\"retry\"") InDoubt inDoubt) {}

  /** What the attempts of a process do and know. */
  interface Attempts {
    RandomWorkflow workflow(NodeContext context);

    /** Whether the attempt never ends by itself. */
    boolean hangs(NodeContext context);

    /** The attempt passes a door. */
    void pass(String door);

    void rest(Duration atMost) throws InterruptedException;

    /** The attempt touches the world. */
    void touch(NodeContext context);
  }

  static NodeCatalog catalog(Attempts attempts) {
    List<NodeType<?>> types =
        RandomWorkflow.types().values().stream()
            .sorted(Comparator.comparing(NodeSignature::type))
            .<NodeType<?>>map(signature -> of(signature, attempts))
            .toList();
    return new NodeCatalog(types);
  }

  private static NodeType<?> of(NodeSignature type, Attempts attempts) {
    return type.effect() == Effect.EFFECTFUL
        ? new FaultyType<>(spec(type, Doubtful.class), attempts)
        : new FaultyType<>(spec(type, Nothing.class), attempts);
  }

  private static <C extends Record> NodeSpec<C> spec(NodeSignature type, Class<C> config) {
    NodeSpec.Example none = NodeSpec.Example.of("{}", "{}", "{}");
    return NodeSpec.of(type.type(), config, type.type(), type.type(), none)
        .as(type.role())
        .with(type.effect())
        .choosing(type.handles());
  }

  private record FaultyType<C extends Record>(NodeSpec<C> spec, Attempts attempts)
      implements NodeType<C> {
    @Override
    public Outcome execute(C config, NodeContext context) throws InterruptedException {
      String what = context.node() + "/" + context.attempt();
      attempts.pass("performs " + what);
      if (spec.signature().effect() == Effect.EFFECTFUL) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        attempts.touch(context);
        attempts.rest(attempts.hangs(context) ? FOR_EVER : LONGEST);
        attempts.pass("performed " + what);
      }
      Outcome outcome = outcome(attempts.workflow(context), context);
      return outcome instanceof Outcome.Waiting waiting ? shorter(waiting, context) : outcome;
    }

    private static Outcome outcome(RandomWorkflow random, NodeContext context) {
      Workflow workflow = random.workflow();
      int node = workflow.indexOf(context.node());
      String key = context.idempotencyKey();
      Iteration iteration =
          workflow.bodyOf(node) == workflow.main()
              ? Iteration.NONE
              : Iteration.parse(key.substring(key.lastIndexOf('/') + 1));
      return random.outcome(workflow.node(node), iteration, context.attempt(), context.now());
    }

    private static Outcome shorter(Outcome.Waiting waiting, NodeContext context) {
      Duration length = Duration.between(context.now(), waiting.until()).dividedBy(SHORTER);
      return new Outcome.Waiting(context.now().plus(length), waiting.reason());
    }
  }

  /** A definition whose nodes have a deadline. */
  static Map<String, @Nullable Object> withDeadlines(Map<String, @Nullable Object> definition) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(definition);
    List<?> nodes = (List<?>) Objects.requireNonNull(definition.get("nodes"));
    changed.put("nodes", nodes.stream().map(FaultyNodes::withDeadline).toList());
    return changed;
  }

  private static Map<String, @Nullable Object> withDeadline(@Nullable Object node) {
    Map<String, @Nullable Object> changed = object(node);
    Map<String, @Nullable Object> policy = object(changed.get("data"));
    policy.put("timeout", DEADLINE.toString());
    changed.put("data", policy);
    return changed;
  }

  private static Map<String, @Nullable Object> object(@Nullable Object json) {
    Map<String, @Nullable Object> read = Objects.requireNonNull(Json.asObject(json));
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    copy.putAll(read);
    return copy;
  }
}
