package dev.treadle.nodes.data;

import dev.treadle.node.About;
import dev.treadle.node.AnyOf;
import dev.treadle.node.Deferred;
import dev.treadle.node.Expression;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.node.OneOf;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sets, computes and removes values. */
public final class TransformNode implements NodeType<TransformNode.Config> {
  private static final String NOTHING = "One of expression, set and remove must be given";

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "transform",
              Config.class,
              "Transform",
              "Sets values, computes them with an expression, and removes what is not wanted.",
              NodeSpec.Example.of(
                  """
                  {"set": {"customer.name": "{{ first }} {{ last }}", "tags": ["new"]},
                   "remove": ["first", "last"]}\
                  """,
                  """
                  {"first": "Ada", "last": "Lovelace", "customer": {"id": 7}}\
                  """,
                  """
                  {"customer": {"id": 7, "name": "Ada Lovelace"}, "tags": ["new"]}\
                  """))
          .checkedBy(config -> ObjectPath.problems(config.get("set"), config.get("remove")));

  /** What to write. */
  @OneOf(
      value = {"expression", "set"},
      required = false)
  @AnyOf({"expression", "set", "remove"})
  public record Config(
      @About("JSONata whose object is the result; another value becomes {\"value\": …}.")
          @Nullable Expression expression,
      @About(
              "Values by their paths, such as customer.name; a key with a dot stands in backticks."
                  + " A value that is absent is not set.")
          @Nullable Map<String, Deferred> set,
      @About("Paths of what to remove; removals come before what is set.")
          @Nullable List<String> remove,
      @About(
              value =
                  "Whether the result is laid over the input (merge) or takes its place (replace).",
              initial = "\"merge\"")
          Mode mode) {}

  /** How the result stands to the input. */
  public enum Mode {
    MERGE,
    REPLACE
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    Expression expression = config.expression();
    Map<String, Deferred> set = config.set();
    List<String> remove = config.remove();
    if (expression == null && set == null && remove == null) {
      return Outcome.permanent(ErrorCode.INVALID_CONFIG, "config: " + NOTHING);
    }
    Rewrite rewrite = new Rewrite(context.input());
    if (remove != null) {
      rewrite.remove(remove);
    }
    if (expression != null) {
      rewrite.put(Rewrite.objectOf(expression.evaluate()));
    }
    if (set != null) {
      rewrite.set(set);
    }
    return new Outcome.Completed(
        "out", rewrite.written(), rewrite.removed(), config.mode() == Mode.REPLACE, Usage.NONE, "");
  }
}
