package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.JsonPointer;
import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Printable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads definitions: validates them whole and compiles those without errors. One fault hides no
 * other: what cannot be read is left out, and the rest is checked as if it were not there.
 *
 * <p>Linear in nodes + edges, and recursive only over the nesting of a config, see {@link Ancestry}
 * for the one exception to the first.
 */
public final class Definition {
  static final JsonPointer NODES = JsonPointer.ROOT.member("nodes");
  static final JsonPointer EDGES = JsonPointer.ROOT.member("edges");
  static final JsonPointer VARIABLES = JsonPointer.ROOT.member("variables");

  /** The type whose handles are branches. */
  static final String CONDITION = "condition";

  /** Longer cycles are cut in messages. */
  private static final int MOST_NAMED = 10;

  private final Findings findings = new Findings();
  private final Map<String, NodeSignature> types;

  private Definition(Map<String, NodeSignature> types) {
    this.types = types;
  }

  /**
   * Validates a definition and, where it has no errors, compiles it.
   *
   * @param definition the JSON object {@code {nodes, edges, variables}}; other members are ignored
   * @param types the node types that there are, by name
   */
  public static Parsed parse(
      @Nullable Object definition, Map<String, NodeSignature> types, Limits limits) {
    return new Definition(types).parse(definition, limits);
  }

  private Parsed parse(@Nullable Object definition, Limits limits) {
    Map<String, @Nullable Object> object = Json.asObject(definition);
    if (object == null) {
      findings.wrongType(JsonPointer.ROOT, "A definition", "an object", definition);
      return new Parsed.Invalid(findings.inOrder());
    }
    List<@Nullable Object> nodes = array(object.get("nodes"), NODES, "nodes");
    List<@Nullable Object> edges = array(object.get("edges"), EDGES, "edges");
    Map<String, @Nullable Object> variables = variables(object.get("variables"));
    if (isTooLarge(nodes, edges, limits)) {
      return new Parsed.Invalid(findings.inOrder());
    }
    return parse(nodes, edges, variables);
  }

  private @Nullable List<@Nullable Object> array(
      @Nullable Object json, JsonPointer at, String name) {
    if (json == null) {
      return List.of();
    }
    List<@Nullable Object> array = Json.asArray(json);
    if (array == null) {
      findings.wrongType(at, name, "an array", json);
    }
    return array;
  }

  private Map<String, @Nullable Object> variables(@Nullable Object json) {
    Map<String, @Nullable Object> variables = Json.asObject(json);
    if (variables != null) {
      return Json.freezeObject(variables);
    }
    if (json != null) {
      String message = "variables must be an object, not " + Wording.value(json);
      findings.error(VARIABLES, Code.INVALID_VARIABLES, message);
    }
    return Map.of();
  }

  private boolean isTooLarge(@Nullable List<?> nodes, @Nullable List<?> edges, Limits limits) {
    boolean tooLarge = false;
    if (nodes != null && nodes.size() > limits.nodes()) {
      String message = "Workflow has " + nodes.size() + " nodes, more than " + limits.nodes();
      findings.error(NODES, Code.TOO_MANY_NODES, message);
      tooLarge = true;
    }
    if (edges != null && edges.size() > limits.edges()) {
      String message = "Workflow has " + edges.size() + " edges, more than " + limits.edges();
      findings.error(EDGES, Code.TOO_MANY_EDGES, message);
      tooLarge = true;
    }
    return tooLarge;
  }

  /** As far as they can be read; {@code null} stands for what is no array. */
  private Parsed parse(
      @Nullable List<@Nullable Object> nodesJson,
      @Nullable List<@Nullable Object> edgesJson,
      Map<String, @Nullable Object> variables) {
    NodeReader nodeReader = new NodeReader(types, findings);
    List<Draft> nodes = readAll(nodesJson, nodeReader::read);
    boolean hasTrigger = nodesJson != null && hasTrigger(nodes);
    Map<String, Integer> byId = nodesJson == null ? null : nodeReader.byId();
    EdgeReader edgeReader = new EdgeReader(nodes, byId, findings);
    Bodies bodies = Bodies.of(nodes, nodeReader.parentIds(), nodeReader.byId(), findings);
    List<Link> links = bodies.cut(readAll(edgesJson, edgeReader::read));
    Graph graph = graph(nodes, links, bodies.loops());
    Map<Integer, Map<NodeId, Boolean>> ancestors = Map.of();
    if (edgesJson != null) {
      Paths paths = new Paths(nodes, links, findings);
      BitSet hidden = paths.hidden();
      if (hasTrigger) {
        paths.reportUnreachable(graph, hidden);
      }
      paths.reportDeadEnds();
      References references = new References(nodes, nodeReader.byId(), findings);
      ancestors = references.check(graph, Paths.reached(graph, hidden));
    }
    if (findings.errors() > 0) {
      return new Parsed.Invalid(findings.inOrder());
    }
    Workflow workflow = workflow(nodes, links, graph, variables, ancestors);
    return new Parsed.Valid(workflow, findings.inOrder());
  }

  /** Reads one element of an array, given its index. */
  private interface ElementReader<T> {
    T read(int index, @Nullable Object json);
  }

  private static <T> List<T> readAll(
      @Nullable List<@Nullable Object> array, ElementReader<T> reader) {
    List<T> all = new ArrayList<>();
    if (array != null) {
      for (Object json : array) {
        all.add(reader.read(all.size(), json));
      }
    }
    return all;
  }

  /** The graph of the edges that can be part of one; cycles in it are reported. */
  private Graph graph(List<Draft> nodes, List<Link> links, int[] loops) {
    List<Link> joining = links.stream().filter(Link::joins).toList();
    Graph graph =
        Graph.of(
            nodes.size(),
            joining.stream().mapToInt(Link::source).toArray(),
            joining.stream().mapToInt(Link::target).toArray(),
            loops);
    if (graph.isCyclic()) {
      for (int[] cycle : Cycles.of(graph)) {
        int closing = joining.get(graph.original(cycle[cycle.length - 1])).index();
        String message = "Workflow contains cycles: " + path(cycle, graph, nodes);
        findings.error(EDGES.element(closing), Code.CYCLE, message);
      }
    }
    return graph;
  }

  /** The ids on a cycle, from its first node back to it: {@code a -> b -> a}. */
  private static String path(int[] cycle, Graph graph, List<Draft> nodes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Math.min(cycle.length, MOST_NAMED); i++) {
      String id = String.valueOf(nodes.get(graph.source(cycle[i])).id());
      names.add(Printable.fault(id).isEmpty() ? id : Wording.quoted(id));
    }
    String first = names.getFirst();
    if (cycle.length > MOST_NAMED) {
      names.add("(" + (cycle.length - MOST_NAMED) + " more)");
    }
    names.add(first);
    return String.join(" -> ", names);
  }

  private boolean hasTrigger(List<Draft> nodes) {
    if (nodes.isEmpty()) {
      findings.error(NODES, Code.NO_NODES, "Workflow must have at least one node");
      return false;
    }
    if (nodes.stream().noneMatch(Draft::isTrigger)) {
      findings.error(NODES, Code.NO_TRIGGER, "Workflow must have a trigger node");
      return false;
    }
    return true;
  }

  private static Workflow workflow(
      List<Draft> nodes,
      List<Link> links,
      Graph graph,
      Map<String, @Nullable Object> variables,
      Map<Integer, Map<NodeId, Boolean>> ancestors) {
    BitSet drawnFromError = new BitSet(nodes.size());
    String[] handles = new String[links.size()];
    for (int edge = 0; edge < handles.length; edge++) {
      Link link = links.get(graph.original(edge));
      handles[edge] = String.valueOf(link.handle());
      if (Handles.ERROR.equals(link.handle())) {
        drawnFromError.set(link.source());
      }
    }
    List<Node> finished = new ArrayList<>(nodes.size());
    for (Draft node : nodes) {
      finished.add(node.finished(drawnFromError.get(node.index())));
    }
    return new Workflow(finished, graph, handles, variables, ancestors);
  }
}
