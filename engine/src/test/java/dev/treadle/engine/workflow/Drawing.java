package dev.treadle.engine.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A definition in the making, as an editor would send it; its parts stay open to change. */
final class Drawing {
  final List<@Nullable Object> nodes = new ArrayList<>();
  final List<@Nullable Object> edges = new ArrayList<>();
  final Map<String, @Nullable Object> definition = new LinkedHashMap<>();

  Drawing() {
    definition.put("nodes", nodes);
    definition.put("edges", edges);
  }

  /** A diamond without any problem: t → c, c → a or b, both → d. */
  static Drawing diamond() {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    drawing.node("c", "condition", "expression", "score > 1");
    drawing.node("a", "transform", "expression", "$nodes.t");
    drawing.node("b", "integration", "connector", "http", "operation", "request");
    drawing.node("d", "output", "set", Map.of("greeting", "Hello {{ name }}"));
    drawing.edge("t", "c");
    drawing.edge("c", "a");
    drawing.edge("c", "b", "false");
    drawing.edge("a", "d");
    drawing.edge("b", "d");
    return drawing;
  }

  /** A node; the config as names and values in turn. */
  Map<String, @Nullable Object> node(String id, String type, @Nullable Object... config) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("config", object(config));
    Map<String, @Nullable Object> node = object("id", id, "type", type, "data", data);
    nodes.add(node);
    return node;
  }

  Map<String, @Nullable Object> edge(String source, String target) {
    Map<String, @Nullable Object> edge = object("source", source, "target", target);
    edges.add(edge);
    return edge;
  }

  Map<String, @Nullable Object> edge(String source, String target, String handle) {
    Map<String, @Nullable Object> edge = edge(source, target);
    edge.put("sourceHandle", handle);
    return edge;
  }

  Map<String, @Nullable Object> node(int index) {
    return in(nodes.get(index));
  }

  Map<String, @Nullable Object> data(int index) {
    return in(node(index).get("data"));
  }

  Map<String, @Nullable Object> config(int index) {
    return in(data(index).get("config"));
  }

  Map<String, @Nullable Object> edgeAt(int index) {
    return in(edges.get(index));
  }

  Parsed parse() {
    return Definition.parse(definition, Types.ALL, Limits.NONE);
  }

  /** The workflow of a drawing without errors. */
  Workflow workflow() {
    return switch (parse()) {
      case Parsed.Valid valid -> valid.workflow();
      case Parsed.Invalid invalid -> throw new AssertionError(invalid.problems().toString());
    };
  }

  /** Every problem as {@code CODE pointer}. */
  List<String> problems() {
    return parse().problems().stream().map(Drawing::brief).toList();
  }

  static String brief(Problem problem) {
    return problem.code() + " " + problem.pointer();
  }

  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }

  @SuppressWarnings("unchecked") // everything in a drawing was made by object()
  private static Map<String, @Nullable Object> in(@Nullable Object object) {
    if (object == null) {
      throw new AssertionError("no object");
    }
    return (Map<String, @Nullable Object>) object;
  }
}
