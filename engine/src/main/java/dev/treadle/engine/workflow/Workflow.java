package dev.treadle.engine.workflow;

import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature.Role;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A valid definition, compiled once per version and shared by all of its runs. Immutable.
 *
 * <p>Nodes are numbered as in the definition, edges as in the {@link Graph}.
 */
public final class Workflow {
  private final List<Node> nodes;
  private final Graph graph;
  private final String[] handles;
  private final Map<String, @Nullable Object> variables;
  private final Map<NodeId, Integer> indexes;
  private final Map<Integer, Map<NodeId, Boolean>> referenced;

  /** Of each loop, by its number, what lies in it; behind them what lies in none. */
  private final Body[] bodies;

  /**
   * Joins the parts of a definition that has no errors.
   *
   * @param handles the source handle of each edge, numbered as in the graph
   * @param referenced of each node whose config names others, whether they are its ancestors
   */
  Workflow(
      List<Node> nodes,
      Graph graph,
      String[] handles,
      Map<String, @Nullable Object> variables,
      Map<Integer, Map<NodeId, Boolean>> referenced) {
    this.nodes = List.copyOf(nodes);
    this.graph = graph;
    this.handles = handles.clone();
    this.variables = variables;
    this.referenced = Map.copyOf(referenced);
    this.indexes = HashMap.newHashMap(nodes.size());
    for (Node node : nodes) {
      indexes.put(node.id(), node.index());
    }
    this.bodies = bodies();
  }

  private Body[] bodies() {
    int[] sizes = new int[size() + 1];
    int[] places = new int[size()];
    BitSet outputs = new BitSet(size());
    for (Node node : nodes) {
      int body = indexOfBody(node.index());
      places[node.index()] = sizes[body]++;
      if (node.signature().role() == Role.OUTPUT) {
        outputs.set(body);
      }
    }
    Body[] made = new Body[size() + 1];
    int[][] members = new int[size() + 1][];
    int[][] ordered = new int[size() + 1][];
    for (int body = 0; body <= size(); body++) {
      if (sizes[body] > 0) {
        members[body] = new int[sizes[body]];
        ordered[body] = new int[sizes[body]];
        made[body] = new Body(members[body], ordered[body], places, outputs.get(body));
        sizes[body] = 0;
      }
    }
    for (int place = 0; place < size(); place++) {
      members[indexOfBody(place)][places[place]] = place;
      int node = graph.ordered(place);
      int body = indexOfBody(node);
      ordered[body][sizes[body]++] = node;
    }
    return made;
  }

  private int indexOfBody(int node) {
    return graph.outer(node) == Graph.OUTSIDE ? size() : graph.outer(node);
  }

  public int size() {
    return nodes.size();
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  public List<Node> nodes() {
    return nodes;
  }

  public Graph graph() {
    return graph;
  }

  /** The handle of its source from which an edge leaves. */
  public String handle(int edge) {
    return handles[edge];
  }

  public Map<String, @Nullable Object> variables() {
    return variables;
  }

  /** The nodes that lie in no loop. */
  public Body main() {
    return bodies[size()];
  }

  /** The nodes that run together with one. */
  public Body bodyOf(int node) {
    return bodies[indexOfBody(node)];
  }

  /** The nodes that lie directly in a loop. */
  public Body body(int loop) {
    return bodies[loop];
  }

  /** The number of a node, where there is one of that name. */
  public OptionalInt index(NodeId id) {
    Integer index = indexes.get(id);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }

  /** The number of a node that is known to be part of this workflow. */
  public int indexOf(NodeId id) {
    Integer index = indexes.get(id);
    if (index == null) {
      throw new IllegalArgumentException("no node " + id);
    }
    return index;
  }

  /**
   * Whether a node is an ancestor of another one, which the loops around it are not. Takes no time
   * where the config of the descendant names the other ({@code $nodes.x}), otherwise as {@link
   * Graph#isAncestor}.
   */
  public boolean isAncestor(NodeId ancestor, int node) {
    Boolean known = referenced.getOrDefault(node, Map.of()).get(ancestor);
    if (known != null) {
      return known;
    }
    Integer index = indexes.get(ancestor);
    return index != null && graph.isAncestor(index, node) && !graph.encloses(index, node);
  }

  /** The trigger from which a run starts when its caller names none: the first in node order. */
  public int firstTrigger() {
    for (Node node : nodes) {
      if (node.signature().role() == Role.TRIGGER) {
        return node.index();
      }
    }
    throw new IllegalStateException("a valid definition has a trigger");
  }
}
