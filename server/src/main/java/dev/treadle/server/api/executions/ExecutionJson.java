package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.NodeSnapshot;
import dev.treadle.engine.run.NodeStatus;
import dev.treadle.engine.run.Origin;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.engine.workflow.Node;
import dev.treadle.postgres.catalog.ListExecutions;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Money;
import dev.treadle.values.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A run as the API shows it. */
public final class ExecutionJson {
  private ExecutionJson() {}

  /** Everything but the nodes and the log. */
  public static Map<String, @Nullable Object> summary(
      ExecutionId id, WorkflowId workflow, int version, RunSummary run) {
    Map<String, @Nullable Object> json = head(id, workflow, version, run.status());
    json.put("input", run.input());
    json.put("output", run.output().orElse(null));
    json.put("error", run.error().orElse(null));
    putTimes(json, run.startedAt(), run.endedAt());
    json.put("nodesExecuted", run.nodesExecuted());
    putUsage(json, run.usage().tokens(), run.usage().cost());
    run.heldFor().ifPresent(reason -> json.put("reason", reason));
    run.parent()
        .ifPresent(
            parent -> {
              json.put("parentExecutionId", parent.execution().toString());
              json.put("parentNodeId", parent.node().value());
            });
    run.origin().ifPresent(from -> json.put(link(from.kind()), from.execution().toString()));
    return json;
  }

  /** A run in a list: what is known of it without its journal. */
  public static Map<String, @Nullable Object> listed(ListExecutions.Summary run) {
    Map<String, @Nullable Object> json =
        head(run.id(), run.workflow(), run.version(), run.status());
    putTimes(json, Optional.of(run.startedAt()), run.completedAt());
    json.put("nodesExecuted", run.totals().nodesExecuted());
    putUsage(json, run.totals().tokensUsed(), run.totals().cost());
    return json;
  }

  private static Map<String, @Nullable Object> head(
      ExecutionId id, WorkflowId workflow, int version, RunStatus status) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id.toString());
    json.put("workflowId", workflow.toString());
    json.put("workflowVersion", version);
    json.put("status", status.name());
    return json;
  }

  private static String link(Origin.Kind kind) {
    return switch (kind) {
      case RETRY -> "retryOf";
      case REPLAY -> "replayOf";
    };
  }

  /** Every node of the workflow, skipped and unreached ones too, in the order of the definition. */
  public static List<@Nullable Object> nodes(Run run) {
    List<@Nullable Object> nodes = new ArrayList<>();
    for (Node node : run.workflow().nodes()) {
      nodes.add(node(node, run));
    }
    return nodes;
  }

  /** The log: every event is one entry. */
  public static List<@Nullable Object> logs(Run run, List<Event> events) {
    RunLog log = new RunLog(run.workflow());
    List<@Nullable Object> entries = new ArrayList<>();
    for (Event event : events) {
      entries.add(log.next(event).toJson());
    }
    return entries;
  }

  private static Map<String, @Nullable Object> node(Node node, Run run) {
    NodeSnapshot snapshot = run.node(node.index());
    boolean began = snapshot.startedAt().isPresent();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("nodeId", node.id().value());
    json.put("nodeName", node.label());
    json.put("type", node.signature().type());
    json.put("status", snapshot.status().name());
    json.put("attempt", snapshot.attempt());
    putTimes(json, snapshot.startedAt(), snapshot.endedAt());
    json.put("input", began ? run.inputOf(node.index()) : null);
    json.put("output", hasOutput(snapshot) ? snapshot.result() : null);
    json.put("error", snapshot.error().map(error -> error.toJson()).orElse(null));
    putUsage(json, snapshot.usage().tokens(), snapshot.usage().cost());
    json.put("reason", snapshot.reason().isEmpty() ? null : snapshot.reason());
    snapshot.iterations().ifPresent(iterations -> putIterations(json, iterations));
    return json;
  }

  /** Of a node in a loop: which iteration the rest is told of, and how often it ended how. */
  private static void putIterations(
      Map<String, @Nullable Object> json, NodeSnapshot.Iterations iterations) {
    Map<String, @Nullable Object> ended = new LinkedHashMap<>();
    iterations.ended().forEach((status, count) -> ended.put(status.name(), count));
    json.put("iteration", iterations.shown().map(Iteration::toString).orElse(null));
    json.put("iterations", ended);
  }

  private static boolean hasOutput(NodeSnapshot snapshot) {
    return snapshot.status() == NodeStatus.COMPLETED
        || (snapshot.status() == NodeStatus.FAILED && !snapshot.result().isEmpty());
  }

  private static void putUsage(Map<String, @Nullable Object> json, long tokens, Money cost) {
    json.put("tokensUsed", tokens);
    json.put("cost", cost.toString());
  }

  private static void putTimes(
      Map<String, @Nullable Object> json, Optional<Instant> started, Optional<Instant> ended) {
    json.put("startedAt", started.map(Instant::toString).orElse(null));
    json.put("completedAt", ended.map(Instant::toString).orElse(null));
    json.put(
        "duration",
        started.isPresent() && ended.isPresent()
            ? Math.max(0, Duration.between(started.get(), ended.get()).toMillis())
            : null);
  }
}
