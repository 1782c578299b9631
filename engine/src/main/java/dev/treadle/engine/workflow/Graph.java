package dev.treadle.engine.workflow;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A directed graph as arrays (compressed sparse rows). Nodes are numbered as in the definition;
 * edges are numbered by source, and among those of one source in the order of the definition.
 *
 * <p>A node may lie inside another one, the loop whose body it is part of. A loop comes before all
 * of its body; it has no edges to it, but its body's first nodes, the roots, stand in the order,
 * and in questions of ancestry, as if there were some.
 *
 * <p>Everything here is linear in nodes + edges and never recurses.
 */
public final class Graph {
  /** Stands for the loop of a node that lies in no body. */
  public static final int OUTSIDE = -1;

  private final int[] outStart;
  private final int[] source;
  private final int[] target;
  private final int[] original;
  private final int[] inStart;
  private final int[] inEdge;
  private final int[] outer;
  private final int[] rootStart;
  private final int[] root;
  private final int[] order;
  private final int[] position;

  private Graph(int size, int[] sources, int[] targets, int[] loops) {
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
    outer = loops.clone();
    int[] roots = IntStream.range(0, size).filter(this::isRoot).toArray();
    rootStart = starts(size, Arrays.stream(roots).map(node -> outer[node]).toArray());
    root = new int[roots.length];
    next = rootStart.clone();
    for (int node : roots) {
      root[next[outer[node]]++] = node;
    }
    order = sort(size);
    position = new int[size];
    for (int i = 0; i < order.length; i++) {
      position[order[i]] = i;
    }
  }

  /**
   * Builds a graph of {@code size} nodes, none inside another.
   *
   * @param sources the source of each edge, in the order of the definition
   * @param targets the target of each edge
   */
  public static Graph of(int size, int[] sources, int[] targets) {
    int[] loops = new int[size];
    Arrays.fill(loops, OUTSIDE);
    return of(size, sources, targets, loops);
  }

  /**
   * Builds a graph with bodies of loops.
   *
   * @param loops the loop in whose body each node lies, {@link #OUTSIDE} for none; without cycles,
   *     and no edge leads from one body to another
   */
  public static Graph of(int size, int[] sources, int[] targets, int[] loops) {
    return new Graph(size, sources, targets, loops);
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

  /** The loop in whose body a node lies, {@link #OUTSIDE} for none. */
  public int outer(int node) {
    return outer[node];
  }

  /** Whether a node begins a body: no edge leads to it, and a loop is around it. */
  public boolean isRoot(int node) {
    return outer[node] != OUTSIDE && inDegree(node) == 0;
  }

  /**
   * The first slot of {@link #root} for a loop; its slots end before {@code firstRoot(loop + 1)}.
   */
  public int firstRoot(int loop) {
    return rootStart[loop];
  }

  /** The root in a slot; the roots of a body stand in the order of the definition. */
  public int root(int slot) {
    return root[slot];
  }

  /** Whether a node lies in the body of a loop, however deep. */
  public boolean encloses(int loop, int node) {
    int around = outer[node];
    while (around != OUTSIDE && around != loop) {
      around = outer[around];
    }
    return around == loop;
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

  /** Whether one node comes before another on a path; no node is its own ancestor. */
  public boolean isAncestor(int ancestor, int node) {
    return position[ancestor] < position[node]
        && search(node, position[ancestor], ancestor).get(ancestor);
  }

  /** All nodes from which a path leads to this one, the loops around it too. */
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
      int steps = stepsBack(current);
      for (int step = 0; step < steps; step++) {
        int before = stepBack(current, step);
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

  /** How many nodes come directly before one: the sources of its edges, or its loop for a root. */
  int stepsBack(int node) {
    return isRoot(node) ? 1 : inDegree(node);
  }

  int stepBack(int node, int step) {
    return isRoot(node) ? outer[node] : source[inEdge[inStart[node] + step]];
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
   * one node go in the order of the definition. Roots follow the targets of their loop, which
   * leaves the order of all other nodes among each other as it is.
   */
  private int[] sort(int size) {
    int[] remaining = new int[size];
    int[] queue = new int[size];
    int filled = 0;
    for (int node = 0; node < size; node++) {
      remaining[node] = stepsBack(node);
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
      for (int slot = rootStart[node]; slot < rootStart[node + 1]; slot++) {
        queue[filled++] = root[slot];
      }
    }
    return filled == size ? queue : Arrays.copyOf(queue, filled);
  }
}
