package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import dev.treadle.values.WorkflowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs another workflow of the organization. */
public final class SubworkflowNode implements NodeType<SubworkflowNode.Config> {
  private static final Pattern ID =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final String NO_ID = "workflowId must be the id of a workflow";
  private static final String NO_VERSION = "version must be at least 1";

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "subworkflow",
              Config.class,
              "Subworkflow",
              "Runs another workflow of the organization as an execution of its own. Its result is"
                  + " the output of that execution, or {executionId} where it does not wait for"
                  + " the end. Meanwhile it takes no thread; when it is cancelled, so is the"
                  + " execution that it waits for.",
              NodeSpec.Example.of(
                  """
                  {"workflowId": "01931b3c-7f1e-7d4a-9c55-0c9f6b1f2a10", "version": 2,
                   "input": {"name": "{{ customer.name }}"}}\
                  """,
                  """
                  {"customer": {"name": "Ada"}}\
                  """,
                  """
                  {"greeting": "Hello, Ada!"}\
                  """))
          .with(Effect.EFFECTFUL)
          .checkedBy(SubworkflowNode::check);

  /** What to run, on what. */
  public record Config(
      @About("The id of the workflow.") String workflowId,
      @About(
              "The number of the version to run; absent: the newest one when the node starts, which"
                  + " is remembered.")
          @Nullable Integer version,
      @About("The input of the execution; absent: the node's own input.")
          @Nullable Map<String, @Nullable Object> input,
      @About(
              name = "wait",
              value = "Whether to wait for the end of the execution.",
              initial = "true")
          boolean waits) {}

  private static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    List<ConfigProblem> problems = new ArrayList<>();
    if (config.get("workflowId") instanceof String id
        && !id.contains("{{")
        && !ID.matcher(id).matches()) {
      problems.add(new ConfigProblem("/workflowId", NO_ID));
    }
    if (config.get("version") instanceof Number version && version.doubleValue() < 1) {
      problems.add(new ConfigProblem("/version", NO_VERSION));
    }
    return problems;
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    Integer version = config.version();
    if (!ID.matcher(config.workflowId()).matches()) {
      return Waits.invalid("config: " + NO_ID);
    }
    if (version != null && version < 1) {
      return Waits.invalid("config: " + NO_VERSION);
    }
    Map<String, @Nullable Object> input = config.input();
    return new Outcome.Calling(
        new WorkflowId(UUID.fromString(config.workflowId())),
        version,
        input == null ? context.input() : input,
        config.waits());
  }
}
