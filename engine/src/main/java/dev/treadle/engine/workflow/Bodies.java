package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.JsonPointer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which node lies in the body of which loop, as {@code parentId} says. Linear in nodes + edges;
 * what is wrong is reported and then left out, so that a node whose loop cannot be told lies in no
 * body.
 */
final class Bodies {
  /**
   * How deep bodies may be nested. The number of every iteration around a node stands in each of
   * its events, so that a definition nested without bound would write journals without bound.
   */
  static final int DEEPEST = 100;

  private static final String PARENT = "parentId";

  private final List<Draft> nodes;
  private final Findings findings;
  private final int[] loops;

  private Bodies(List<Draft> nodes, Findings findings) {
    this.nodes = nodes;
    this.findings = findings;
    this.loops = new int[nodes.size()];
    Arrays.fill(loops, Graph.OUTSIDE);
  }

  /**
   * Reads and checks the bodies.
   *
   * @param parentIds what a node names as its parent, by the index of the node
   * @param byId the first node of each id, by its index
   */
  static Bodies of(
      List<Draft> nodes,
      Map<Integer, String> parentIds,
      Map<String, Integer> byId,
      Findings findings) {
    Bodies bodies = new Bodies(nodes, findings);
    BitSet filled = new BitSet(nodes.size());
    parentIds.forEach(
        (node, parentId) -> {
          Integer parent = byId.get(parentId);
          bodies.enter(node, parentId, parent);
          if (parent != null && !parent.equals(node)) {
            filled.set(parent);
          }
        });
    bodies.cutCycles();
    bodies.checkDepth();
    bodies.checkContents(filled);
    return bodies;
  }

  /** The loop in whose body each node lies, {@link Graph#OUTSIDE} for none. */
  int[] loops() {
    return loops;
  }

  /** The same edges, but that those across the border of a body, which are reported, are cut. */
  List<Link> cut(List<Link> links) {
    List<Link> inside = new ArrayList<>(links.size());
    for (Link link : links) {
      if (link.joins() && loops[link.source()] != loops[link.target()]) {
        report(link);
        inside.add(new Link(link.index(), Link.NOWHERE, link.target(), link.handle()));
      } else {
        inside.add(link);
      }
    }
    return inside;
  }

  private void report(Link link) {
    String message =
        "Edge %d leads across the border of a body: %s, %s; what a body begins with starts by itself"
            .formatted(link.index(), place(link.source()), place(link.target()));
    findings.error(Definition.EDGES.element(link.index()), Code.EDGE_ACROSS_BODIES, message);
  }

  private String place(int node) {
    String name = nodes.get(node).name();
    return loops[node] == Graph.OUTSIDE
        ? name + " lies in no loop"
        : name + " lies in " + nodes.get(loops[node]).name();
  }

  private static JsonPointer at(int node) {
    return Definition.NODES.element(node).member(PARENT);
  }

  private void enter(int node, String parentId, @Nullable Integer parent) {
    String name = nodes.get(node).name();
    if (parent == null) {
      String message = name + ": its parentId " + Wording.quoted(parentId) + " is no node";
      findings.error(at(node), Code.INVALID_PARENT, message);
    } else if (nodes.get(parent).signature() != null && !nodes.get(parent).isLoop()) {
      String message = name + ": its parentId " + Wording.quoted(parentId) + " is no loop";
      findings.error(at(node), Code.INVALID_PARENT, message);
    } else {
      loops[node] = parent;
    }
  }

  /** Every node has one loop at most: who walks outwards and meets himself is on a cycle. */
  private void cutCycles() {
    int[] walk = new int[loops.length];
    for (int start = 0; start < loops.length; start++) {
      int node = start;
      while (node != Graph.OUTSIDE && walk[node] == 0) {
        walk[node] = start + 1;
        node = loops[node];
      }
      if (node != Graph.OUTSIDE && walk[node] == start + 1) {
        cutCycle(node);
      }
    }
  }

  private void cutCycle(int start) {
    int first = start;
    for (int node = loops[start]; node != start; node = loops[node]) {
      first = Math.min(first, node);
    }
    String message = nodes.get(first).name() + " lies in its own body";
    findings.error(at(first), Code.INVALID_PARENT, message);
    int node = start;
    while (node != Graph.OUTSIDE) {
      int next = loops[node];
      loops[node] = Graph.OUTSIDE;
      node = next;
    }
  }

  /** Reports the first nodes that lie too deep, not those inside them. */
  private void checkDepth() {
    int[] depth = new int[loops.length];
    Arrays.fill(depth, -1);
    int[] path = new int[loops.length];
    for (int start = 0; start < loops.length; start++) {
      int length = 0;
      int node = start;
      while (node != Graph.OUTSIDE && depth[node] < 0) {
        path[length++] = node;
        node = loops[node];
      }
      int around = node == Graph.OUTSIDE ? -1 : depth[node];
      while (length > 0) {
        depth[path[--length]] = ++around;
        if (around == DEEPEST + 1) {
          String message =
              nodes.get(path[length]).name() + " lies in more than " + DEEPEST + " loops";
          findings.error(at(path[length]), Code.NESTED_TOO_DEEPLY, message);
        }
      }
    }
  }

  private void checkContents(BitSet filled) {
    for (Draft node : nodes) {
      if (node.isTrigger() && loops[node.index()] != Graph.OUTSIDE) {
        String message = node.name() + ": a trigger cannot be part of a loop's body";
        findings.error(at(node.index()), Code.TRIGGER_IN_BODY, message);
      }
      if (node.isLoop() && !filled.get(node.index())) {
        String message = node.name() + " has no body: no node names it as its parentId";
        findings.error(Definition.NODES.element(node.index()), Code.EMPTY_BODY, message);
      }
    }
  }
}
