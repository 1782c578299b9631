package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.Expression;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a body once for each item. */
public final class LoopNode implements NodeType<LoopNode.Config> {
  private static final int MOST_AT_ONCE = 1_000;
  private static final String BOUND = "concurrency must be from 1 to " + MOST_AT_ONCE;

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "loop",
              Config.class,
              "Loop",
              "Runs its body, the nodes whose parentId is its id, once for each item; in it $item"
                  + " is the item and $index its place, from 0. The body's first nodes start by"
                  + " themselves. The result has what each item came to, in the order of the"
                  + " items.",
              NodeSpec.Example.of(
                  """
                  {"items": "orders[status = 'open']", "concurrency": 5, "mode": "collect"}\
                  """,
                  """
                  {"orders": [{"id": 7, "status": "open"}, {"id": 8, "status": "open"}]}\
                  """,
                  """
                  {"items": [{"status": 200}, {"error": {"code": "TIMEOUT", "message": \
                  "the attempt took longer than PT5M", "nodeId": "call", "attempt": 3}}]}\
                  """))
          .with(Effect.COMPOSITE)
          .checkedBy(LoopNode::check);

  /** What to run over, and how. */
  public record Config(
      @About(
              "JSONata for the items: an array; another value is the only item, null or nothing is"
                  + " none.")
          Expression items,
      @About(
              value =
                  "How many items may be under way at the same time, from 1 (one after the other)"
                      + " to 1000.",
              initial = "10")
          int concurrency,
      @About(
              value =
                  "What a failed item means: the loop fails and the others are cancelled"
                      + " (failFast), or the item's element is its error (collect).",
              initial = "\"failFast\"")
          Mode mode) {}

  /** What a failed item means for the others. */
  public enum Mode {
    FAIL_FAST,
    COLLECT
  }

  private static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    return config.get("concurrency") instanceof Number given
            && (Json.compare(given, 1) < 0 || Json.compare(given, MOST_AT_ONCE) > 0)
        ? List.of(new ConfigProblem("/concurrency", BOUND))
        : List.of();
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    if (config.concurrency() < 1 || config.concurrency() > MOST_AT_ONCE) {
      return Outcome.permanent(ErrorCode.INVALID_CONFIG, "config/" + BOUND);
    }
    return new Outcome.Iterating(
        items(config.items().evaluate()), config.concurrency(), config.mode() == Mode.COLLECT);
  }

  /** An expression that finds one thing gives the thing itself, so that it is one item. */
  private static List<@Nullable Object> items(Evaluated evaluated) {
    if (!(evaluated instanceof Evaluated.Value value) || value.json() == null) {
      return List.of();
    }
    List<@Nullable Object> items = Json.asArray(value.json());
    if (items != null) {
      return items;
    }
    List<@Nullable Object> single = new ArrayList<>();
    single.add(value.json());
    return single;
  }
}
