package dev.treadle.server.api.executions;

import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of one version that are as they were in another: of the same type, with the same data
 * save the label, with the same edges into them, and a loop with the same body. Variables are seen
 * by every node, so where they differ no node is as it was.
 */
final class UnchangedNodes implements Predicate<NodeId> {
  private final Map<String, Map<String, @Nullable Object>> before;
  private final Map<String, Map<String, @Nullable Object>> now;

  /** Compares definitions, {@code {nodes, edges, variables}}. */
  UnchangedNodes(Map<String, @Nullable Object> before, Map<String, @Nullable Object> now) {
    boolean same = Json.equal(before.get("variables"), now.get("variables"));
    this.before = same ? nodes(before) : Map.of();
    this.now = nodes(now);
  }

  @Override
  public boolean test(NodeId node) {
    Map<String, @Nullable Object> was = before.get(node.value());
    return was != null && Json.equal(was, now.get(node.value()));
  }

  private static Map<String, Map<String, @Nullable Object>> nodes(
      Map<String, @Nullable Object> definition) {
    Map<String, TreeSet<String>> edges = new HashMap<>();
    for (Map<String, @Nullable Object> edge : objects(definition.get("edges"))) {
      String handle = edge.get("sourceHandle") instanceof String text ? text : "";
      edges
          .computeIfAbsent(String.valueOf(edge.get("target")), target -> new TreeSet<>())
          .add(edge.get("source") + "\n" + handle);
    }
    Map<String, Map<String, @Nullable Object>> nodes = new HashMap<>();
    for (Map<String, @Nullable Object> node : objects(definition.get("nodes"))) {
      String id = String.valueOf(node.get("id"));
      Map<String, @Nullable Object> shape = new LinkedHashMap<>();
      shape.put("type", node.get("type"));
      shape.put("parentId", node.get("parentId"));
      shape.put("data", withoutLabel(node.get("data")));
      shape.put("edges", List.copyOf(edges.getOrDefault(id, new TreeSet<>())));
      nodes.put(id, shape);
    }
    putBodies(nodes);
    return nodes;
  }

  private static void putBodies(Map<String, Map<String, @Nullable Object>> nodes) {
    Map<String, Map<String, @Nullable Object>> bodies = new HashMap<>();
    nodes.forEach(
        (id, shape) -> {
          if (shape.get("parentId") instanceof String loop) {
            bodies.computeIfAbsent(loop, same -> new HashMap<>()).put(id, shape);
          }
        });
    bodies.forEach((loop, body) -> Objects.requireNonNull(nodes.get(loop)).put("body", body));
  }

  private static Map<String, @Nullable Object> withoutLabel(@Nullable Object data) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>();
    Map<String, @Nullable Object> object = Json.asObject(data);
    if (object != null) {
      rest.putAll(object);
      rest.remove("label");
    }
    return rest;
  }

  private static List<Map<String, @Nullable Object>> objects(@Nullable Object array) {
    List<Map<String, @Nullable Object>> objects = new ArrayList<>();
    List<@Nullable Object> elements = Json.asArray(array);
    if (elements != null) {
      for (Object element : elements) {
        objects.add(Objects.requireNonNull(Json.asObject(element)));
      }
    }
    return objects;
  }
}
