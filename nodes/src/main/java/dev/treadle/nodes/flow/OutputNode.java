package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.Deferred;
import dev.treadle.node.Expression;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.node.OneOf;
import dev.treadle.nodes.data.ObjectPath;
import dev.treadle.nodes.data.Rewrite;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what the run's output is. */
public final class OutputNode implements NodeType<OutputNode.Config> {
  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "output",
              Config.class,
              "Output",
              "Makes the run's output: of an expression, of single values, or of all its input.",
              NodeSpec.Example.of(
                  """
                  {"set": {"approved": true, "customer.name": "{{ name }}"}}\
                  """,
                  """
                  {"name": "Ada", "score": 85}\
                  """,
                  """
                  {"approved": true, "customer": {"name": "Ada"}}\
                  """))
          .as(Role.OUTPUT)
          .checkedBy(config -> ObjectPath.problems(config.get("set"), null));

  /** Neither member: the output is the node's input. */
  @OneOf(
      value = {"expression", "set"},
      required = false)
  public record Config(
      @About("JSONata whose object is the output; another value becomes {\"value\": …}.")
          @Nullable Expression expression,
      @About("Values by their paths in the output, such as customer.name.")
          @Nullable Map<String, Deferred> set) {}

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    Expression expression = config.expression();
    if (expression != null) {
      return Outcome.completed("out", Rewrite.objectOf(expression.evaluate()));
    }
    Map<String, Deferred> set = config.set();
    if (set != null) {
      return Outcome.completed("out", new Rewrite(context.input()).set(set).written());
    }
    return Outcome.completed("out", context.input());
  }
}
