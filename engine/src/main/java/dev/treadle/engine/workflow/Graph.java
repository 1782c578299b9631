package dev.treadle.engine.workflow;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A directed graph as arrays (compressed sparse rows). Nodes are numbered as in the definition;
 * edges are numbered by source, and among those of one source in the order of the definition.
 *
 * <p>Everything here is linear in nodes + edges and never recurses.
 */
public final class Graph {
  private final int[] outStart;
  private final int[] source;
  private final int[] target;
  private final int[] original;
  private final int[] inStart;
  private final int[] inEdge;
  private final int[] order;
  private final int[] position;

  private Graph(int size, int[] sources, int[] targets) {
    int edges = sources.length;
    outStart = starts(size, sources);
    source = new int[edges];
    target = new int[edges];
    original = new int[edges];
    int[] next = outStart.clone();
    for (int i = 0; i < edges; i++) {
      int edge = next[sources[i]]++;
      source[edge] = sources[i];
      target[edge] = targets[i];
      original[edge] = i;
    }
    inStart = starts(size, targets);
    inEdge = new int[edges];
    int[] numberOf = new int[edges];
    for (int edge = 0; edge < edges; edge++) {
      numberOf[original[edge]] = edge;
    }
    next = inStart.clone();
    for (int i = 0; i < edges; i++) {
      inEdge[next[targets[i]]++] = numberOf[i];
    }
    order = sort(size);
    position = new int[size];
    for (int i = 0; i < order.length; i++) {
      position[order[i]] = i;
    }
  }

  /**
   * Builds a graph of {@code size} nodes.
   *
   * @param sources the source of each edge, in the order of the definition
   * @param targets the target of each edge
   */
  public static Graph of(int size, int[] sources, int[] targets) {
    return new Graph(size, sources, targets);
  }

  public int size() {
    return outStart.length - 1;
  }

  public int edges() {
    return target.length;
  }

  /** The first edge out of a node; its edges end before {@code firstOut(node + 1)}. */
  public int firstOut(int node) {
    return outStart[node];
  }

  /**
   * The first slot of {@link #inEdge} for a node; its slots end before {@code firstIn(node + 1)}.
   */
  public int firstIn(int node) {
    return inStart[node];
  }

  /** The edge in a slot; the slots of a node stand in the order of the definition. */
  public int inEdge(int slot) {
    return inEdge[slot];
  }

  public int inDegree(int node) {
    return inStart[node + 1] - inStart[node];
  }

  public int source(int edge) {
    return source[edge];
  }

  public int target(int edge) {
    return target[edge];
  }

  /** The index of an edge in the definition from which the graph was built. */
  public int original(int edge) {
    return original[edge];
  }

  public boolean isCyclic() {
    return order.length < size();
  }

  /** The node at a place of the stable topological order. */
  public int ordered(int place) {
    return order[place];
  }

  /** How many nodes the topological order has: all of them, unless the graph is cyclic. */
  public int orderedNodes() {
    return order.length;
  }

  /** The place of a node in the stable topological order. Only for graphs without cycles. */
  public int position(int node) {
    return position[node];
  }

  /**
   * Whether a node is in the topological order. Where the graph is cyclic, only the nodes are that
   * no cycle leads to.
   */
  public boolean isOrdered(int node) {
    int place = position[node];
    return place < order.length && order[place] == node;
  }

  /** Whether a path leads from one node to another; no node is its own ancestor. */
  public boolean isAncestor(int ancestor, int node) {
    return position[ancestor] < position[node]
        && search(node, position[ancestor], ancestor).get(ancestor);
  }

  /** All nodes from which a path leads to this one. */
  public BitSet ancestors(int node) {
    return search(node, 0, -1);
  }

  /**
   * Searches backwards, but never behind a place of the order, where nothing that is sought can be.
   *
   * @param wanted a node at which to stop, -1 for none
   */
  private BitSet search(int node, int floor, int wanted) {
    BitSet seen = new BitSet(size());
    int[] stack = new int[16];
    int depth = 0;
    stack[depth++] = node;
    while (depth > 0) {
      int current = stack[--depth];
      for (int slot = inStart[current]; slot < inStart[current + 1]; slot++) {
        int before = source[inEdge[slot]];
        if (position[before] < floor || seen.get(before)) {
          continue;
        }
        seen.set(before);
        if (before == wanted) {
          return seen;
        }
        if (depth == stack.length) {
          stack = Arrays.copyOf(stack, depth * 2);
        }
        stack[depth++] = before;
      }
    }
    return seen;
  }

  private static int[] starts(int size, int[] ends) {
    int[] starts = new int[size + 1];
    for (int end : ends) {
      starts[end + 1]++;
    }
    for (int node = 0; node < size; node++) {
      starts[node + 1] += starts[node];
    }
    return starts;
  }

  /**
   * Kahn's algorithm (A. B. Kahn, "Topological sorting of large networks", CACM 5(11), 1962) with a
   * first-in-first-out queue. A node enters the queue when its last edge is gone, and the edges of
   * one node go in the order of the definition.
   */
  private int[] sort(int size) {
    int[] remaining = new int[size];
    int[] queue = new int[size];
    int filled = 0;
    for (int node = 0; node < size; node++) {
      remaining[node] = inDegree(node);
      if (remaining[node] == 0) {
        queue[filled++] = node;
      }
    }
    for (int place = 0; place < filled; place++) {
      int node = queue[place];
      for (int edge = outStart[node]; edge < outStart[node + 1]; edge++) {
        if (--remaining[target[edge]] == 0) {
          queue[filled++] = target[edge];
        }
      }
    }
    return filled == size ? queue : Arrays.copyOf(queue, filled);
  }
}
