package dev.treadle.bench;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.nodes.BuiltInNodes;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.http.Egress;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.values.NodeSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Workflows of any size, all transforms after one trigger. */
enum Shape {
  /** Each node after the one before. */
  CHAIN,
  /** Rows of three; each node after all three of the row before. */
  LAYERED,
  /** All nodes after the trigger, and one after all of them. */
  FAN;

  static final Map<String, NodeSignature> TYPES =
      new NodeCatalog(BuiltInNodes.all(Egress.toPublicAddresses(), ChatModels.none())).signatures();

  private static final int ROW = 3;

  /**
   * A definition as JSON.
   *
   * @param expression what each transform evaluates
   */
  Map<String, @Nullable Object> definition(int size, String expression) {
    List<@Nullable Object> nodes = new ArrayList<>(size);
    List<@Nullable Object> edges = new ArrayList<>();
    nodes.add(Map.of("id", name(0), "type", "trigger", "data", Map.of("config", Map.of())));
    for (int i = 1; i < size; i++) {
      Map<String, Object> config = Map.of("expression", expression);
      nodes.add(Map.of("id", name(i), "type", "transform", "data", Map.of("config", config)));
      for (int before : before(i, size)) {
        edges.add(Map.of("source", name(before), "target", name(i)));
      }
    }
    return Map.of("nodes", nodes, "edges", edges);
  }

  /** A compiled workflow. */
  Workflow workflow(int size) {
    Parsed parsed = Definition.parse(definition(size, "{}"), TYPES, Limits.NONE);
    return switch (parsed) {
      case Parsed.Valid valid -> valid.workflow();
      case Parsed.Invalid invalid ->
          throw new IllegalStateException(invalid.problems().getFirst().message());
    };
  }

  private int[] before(int node, int size) {
    return switch (this) {
      case CHAIN -> new int[] {node - 1};
      case LAYERED -> {
        int row = (node - 1) / ROW;
        int first = (row - 1) * ROW + 1;
        yield row == 0 ? new int[] {0} : new int[] {first, first + 1, first + 2};
      }
      case FAN -> {
        if (node < size - 1) {
          yield new int[] {0};
        }
        int[] all = new int[size - 2];
        for (int i = 0; i < all.length; i++) {
          all[i] = i + 1;
        }
        yield all;
      }
    };
  }

  private static String name(int node) {
    return "n" + node;
  }
}
