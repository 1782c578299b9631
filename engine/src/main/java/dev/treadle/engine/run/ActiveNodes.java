package dev.treadle.engine.run;

import java.util.BitSet;
import java.util.stream.IntStream;

/** The nodes that have begun and not ended. Adding, removing and asking take constant time. */
final class ActiveNodes {
  private final BitSet nodes;
  private final int sentinel;
  private int count;

  /**
   * Begins empty. The bit behind the last node is always set: a {@link BitSet} looks for its
   * highest bit whenever a bit is cleared, which in a chain would cost time linear in the place of
   * the node.
   */
  ActiveNodes(int size) {
    this.nodes = new BitSet(size + 1);
    this.sentinel = size;
    nodes.set(sentinel);
  }

  void add(int node) {
    if (!nodes.get(node)) {
      nodes.set(node);
      count++;
    }
  }

  void remove(int node) {
    if (nodes.get(node)) {
      nodes.clear(node);
      count--;
    }
  }

  void clear() {
    nodes.clear(0, sentinel);
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** In node order. */
  IntStream stream() {
    return nodes.stream().limit(count);
  }
}
