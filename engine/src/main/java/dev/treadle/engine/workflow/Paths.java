package dev.treadle.engine.workflow;

import dev.treadle.engine.expression.Template;
import dev.treadle.engine.workflow.Node.OnError;
import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.Handles;
import dev.treadle.values.Printable;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where runs can come and where they cannot: nodes out of reach, branches that lead nowhere. */
final class Paths {
  private final List<Draft> nodes;
  private final List<Link> links;
  private final Findings findings;

  Paths(List<Draft> nodes, List<Link> links, Findings findings) {
    this.nodes = nodes;
    this.links = links;
    this.findings = findings;
  }

  /**
   * The nodes of which errors hide what comes before them: an edge into them has no source that can
   * be read, or no edge can name them.
   */
  BitSet hidden() {
    BitSet hidden = new BitSet(nodes.size());
    for (Link link : links) {
      if (link.source() == Link.NOWHERE && link.target() != Link.NOWHERE) {
        hidden.set(link.target());
      }
    }
    for (Draft node : nodes) {
      if (node.id() == null || node.duplicate()) {
        hidden.set(node.index());
      }
    }
    return hidden;
  }

  /** All nodes to which paths lead from some, into bodies too, and those themselves. */
  static BitSet reached(Graph graph, BitSet starts) {
    BitSet reached = (BitSet) starts.clone();
    int[] queue = new int[graph.size()];
    int filled = 0;
    for (int node = starts.nextSetBit(0); node >= 0; node = starts.nextSetBit(node + 1)) {
      queue[filled++] = node;
    }
    for (int place = 0; place < filled; place++) {
      int node = queue[place];
      for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
        int target = graph.target(edge);
        if (!reached.get(target)) {
          reached.set(target);
          queue[filled++] = target;
        }
      }
      for (int slot = graph.firstRoot(node); slot < graph.firstRoot(node + 1); slot++) {
        if (!reached.get(graph.root(slot))) {
          reached.set(graph.root(slot));
          queue[filled++] = graph.root(slot);
        }
      }
    }
    return reached;
  }

  /** Reports the nodes that no trigger reaches, of a definition that has one. */
  void reportUnreachable(Graph graph, BitSet hidden) {
    BitSet starts = (BitSet) hidden.clone();
    for (Draft node : nodes) {
      boolean perhapsTrigger = node.signature() == null && graph.stepsBack(node.index()) == 0;
      if (node.isTrigger() || perhapsTrigger) {
        starts.set(node.index());
      }
    }
    BitSet reached = reached(graph, starts);
    for (Draft node : nodes) {
      if (!reached.get(node.index())) {
        String message = node.name() + " is reached by no trigger and never runs";
        findings.warning(Definition.NODES.element(node.index()), Code.UNREACHABLE_NODE, message);
      }
    }
  }

  /** Reports branches of conditions, and error branches that are asked for, without an edge. */
  void reportDeadEnds() {
    Set<String> drawn = new HashSet<>();
    for (Link link : links) {
      if (link.source() != Link.NOWHERE && link.handle() != null) {
        drawn.add(link.source() + " " + link.handle());
      }
    }
    for (Draft node : nodes) {
      if (node.id() != null && !node.duplicate()) {
        for (String handle : expected(node)) {
          if (!drawn.contains(node.index() + " " + handle)) {
            String message =
                node.name() + ": no edge leaves by the handle " + Wording.quoted(handle);
            findings.warning(Definition.NODES.element(node.index()), Code.DEAD_END, message);
          }
        }
      }
    }
  }

  /**
   * The handles of a node from which an edge is expected; none from a handle that is an error
   * itself.
   */
  private static Set<String> expected(Draft node) {
    Set<String> expected = new LinkedHashSet<>();
    Handles handles = node.handles();
    if (handles != null && node.isCondition()) {
      expected.addAll(handles.names());
    }
    expected.removeIf(handle -> Template.isTemplate(handle) || Printable.fault(handle).isPresent());
    expected.remove(Handles.ERROR);
    if (node.rules().onError().filter(OnError.BRANCH::equals).isPresent()) {
      expected.add(Handles.ERROR);
    }
    return expected;
  }
}
