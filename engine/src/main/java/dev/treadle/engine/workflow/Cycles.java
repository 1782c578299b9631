package dev.treadle.engine.workflow;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Finds one cycle in each strongly connected component of a graph: R. Tarjan, "Depth-first search
 * and linear graph algorithms", SIAM J. Comput. 1(2), 1972, with its stack on the heap; then a
 * breadth-first search inside each component, so that the cycle is a shortest one through the
 * component's first node. Linear in nodes + edges.
 */
final class Cycles {
  private static final int UNSEEN = -1;

  private final Graph graph;

  /** The component of each node, {@link #UNSEEN} until it is known. */
  private final int[] component;

  /** The places of nodes in the order of discovery. */
  private final int[] discovered;

  private final int[] lowest;
  private final int[] nextEdge;
  private final int[] path;
  private final int[] open;
  private int pathLength;
  private int openLength;
  private int clock;
  private int components;

  private Cycles(Graph graph) {
    this.graph = graph;
    int size = graph.size();
    component = filled(size);
    discovered = filled(size);
    lowest = new int[size];
    nextEdge = new int[size];
    path = new int[size];
    open = new int[size];
  }

  /**
   * The edges of one cycle of each component, each beginning at its node that comes first in the
   * definition.
   */
  static List<int[]> of(Graph graph) {
    return new Cycles(graph).find();
  }

  private List<int[]> find() {
    for (int node = 0; node < graph.size(); node++) {
      if (discovered[node] == UNSEEN) {
        explore(node);
      }
    }
    int[] sizes = new int[components];
    for (int node = 0; node < graph.size(); node++) {
      sizes[component[node]]++;
    }
    List<int[]> cycles = new ArrayList<>();
    int[] arrivedBy = filled(graph.size());
    for (int node = 0; node < graph.size(); node++) {
      if (sizes[component[node]] > 1) {
        sizes[component[node]] = 0;
        cycles.add(shortest(node, arrivedBy));
      }
    }
    return cycles;
  }

  private void explore(int root) {
    enter(root);
    while (pathLength > 0) {
      int node = path[pathLength - 1];
      if (nextEdge[node] < graph.firstOut(node + 1)) {
        int target = graph.target(nextEdge[node]++);
        if (discovered[target] == UNSEEN) {
          enter(target);
        } else if (component[target] == UNSEEN) {
          lowest[node] = Math.min(lowest[node], discovered[target]);
        }
      } else {
        leave(node);
      }
    }
  }

  private void enter(int node) {
    discovered[node] = clock;
    lowest[node] = clock++;
    nextEdge[node] = graph.firstOut(node);
    path[pathLength++] = node;
    open[openLength++] = node;
  }

  private void leave(int node) {
    pathLength--;
    if (pathLength > 0) {
      int before = path[pathLength - 1];
      lowest[before] = Math.min(lowest[before], lowest[node]);
    }
    if (lowest[node] == discovered[node]) {
      int closed;
      do {
        closed = open[--openLength];
        component[closed] = components;
      } while (closed != node);
      components++;
    }
  }

  /** A shortest cycle through a node whose component has others. */
  private int[] shortest(int start, int[] arrivedBy) {
    int[] queue = path;
    int filled = 0;
    queue[filled++] = start;
    for (int place = 0; place < filled; place++) {
      int node = queue[place];
      for (int edge = graph.firstOut(node); edge < graph.firstOut(node + 1); edge++) {
        int target = graph.target(edge);
        if (target == start) {
          return back(edge, start, arrivedBy);
        }
        if (component[target] == component[start] && arrivedBy[target] == UNSEEN) {
          arrivedBy[target] = edge;
          queue[filled++] = target;
        }
      }
    }
    throw new IllegalStateException("a component without a cycle");
  }

  private int[] back(int closing, int start, int[] arrivedBy) {
    List<Integer> edges = new ArrayList<>();
    edges.add(closing);
    for (int node = graph.source(closing); node != start; node = graph.source(arrivedBy[node])) {
      edges.add(arrivedBy[node]);
    }
    Collections.reverse(edges);
    return edges.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int[] filled(int size) {
    int[] array = new int[size];
    Arrays.fill(array, UNSEEN);
    return array;
  }
}
