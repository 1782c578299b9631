package dev.treadle.runtime.perform;

import dev.treadle.engine.expression.Scope;
import dev.treadle.engine.run.Pending;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.Sight;
import dev.treadle.engine.workflow.Node;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one attempt of one node; whatever it throws becomes an outcome. */
public final class PerformNode {
  private static final Logger LOG = LoggerFactory.getLogger(PerformNode.class);

  private final NodeCatalog catalog;

  public PerformNode(NodeCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * Prepares an attempt while the run's state is at rest: what the node sees is taken now, and the
   * attempt may then run on any thread.
   *
   * @param expired asked by long evaluations, which then end
   */
  public Attempt prepare(
      Run run, RunFacts facts, Pending.Perform next, Instant now, BooleanSupplier expired) {
    Node definition = run.workflow().node(next.node());
    Sight sight = run.sight(next.node(), next.iteration());
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    variables.put("trigger", run.input());
    variables.put("nodes", sight.nodes());
    variables.put("vars", run.workflow().variables());
    variables.put("execution", describe(run, facts));
    sight
        .item()
        .ifPresent(
            item -> {
              variables.put("item", item.value());
              variables.put("index", item.index());
            });
    Scope scope = new Scope(sight.input(), variables, now, seed(facts, next), expired);
    Place place = new Place(definition.id(), next.iteration());
    Context context = new Context(facts.execution(), place, next.attempt(), now, sight.input());
    return () -> execute(definition, new ResolveConfig(scope, context), context);
  }

  private static long seed(RunFacts facts, Pending.Perform next) {
    long seed = facts.execution().value().getLeastSignificantBits() * 31 + next.node();
    return next.iteration().isNone() ? seed : seed * 31 + next.iteration().hashCode();
  }

  /** An attempt that is ready to run. */
  @FunctionalInterface
  public interface Attempt {
    Outcome execute() throws InterruptedException;
  }

  private Outcome execute(Node node, ResolveConfig config, Context context)
      throws InterruptedException {
    try {
      return catalog.execute(node.signature().type(), config.resolve(node.config()), context);
    } catch (NodeFailure failure) {
      return failure.outcome();
    } catch (RuntimeException | Error bug) {
      LOG.error(
          "a node type broke its contract type={} execution={} node={}",
          node.signature().type(),
          context.execution(),
          node.id(),
          bug);
      return Outcome.permanent(
          ErrorCode.NODE_CRASHED,
          "the node type "
              + node.signature().type()
              + " failed in a way it must not: "
              + bug.getClass().getSimpleName());
    }
  }

  private static Map<String, @Nullable Object> describe(Run run, RunFacts facts) {
    Map<String, @Nullable Object> execution = new LinkedHashMap<>();
    execution.put("id", facts.execution().toString());
    execution.put("workflowId", facts.workflow().toString());
    execution.put("workflowName", facts.workflowName());
    execution.put("version", facts.version());
    execution.put("startedAt", run.startedAt().map(Instant::toString).orElse(null));
    return execution;
  }

  private record Context(
      ExecutionId execution,
      Place place,
      int attempt,
      Instant now,
      Map<String, @Nullable Object> input)
      implements NodeContext {
    @Override
    public NodeId node() {
      return place.node();
    }

    /** The iteration is 0 outside loops. */
    @Override
    public String idempotencyKey() {
      String iteration = place.iteration().isNone() ? "0" : place.iteration().toString();
      return execution + "/" + encoded(node().value()) + "/" + iteration;
    }

    /** What is not printable ASCII is percent-encoded. */
    private static String encoded(String id) {
      StringBuilder encoded = new StringBuilder(id.length());
      for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
        char c = (char) (octet & 0xff);
        if (c >= ' ' && c < 0x7f) {
          encoded.append(c);
        } else {
          encoded.append(String.format("%%%02X", (int) c));
        }
      }
      return encoded.toString();
    }
  }
}
