package dev.treadle.engine.workflow;

import java.util.Arrays;

/**
 * Answers many questions "is x an ancestor of y?" about one graph without cycles. The nodes asked
 * for are taken in topological order, 64 at a time; one sweep over the order, a bit per node asked
 * for, answers all questions about them, and goes only from the first of them to the last node that
 * asks. With references to near nodes the sweeps together are linear; in the worst case there are
 * (distinct nodes asked for) / 64 sweeps over the graph.
 */
final class Ancestry {
  private final Graph graph;
  private final int[] descendants;
  private final int[] ancestors;
  private final boolean[] answers;

  /** By place in the topological order: which of the nodes asked for lie before. */
  private final long[] before;

  /** By place in the topological order: the bit of a node asked for. */
  private final long[] own;

  private Ancestry(Graph graph, int[] descendants, int[] ancestors) {
    this.graph = graph;
    this.descendants = descendants;
    this.ancestors = ancestors;
    answers = new boolean[ancestors.length];
    before = new long[graph.size()];
    own = new long[graph.size()];
  }

  /** Whether each of some nodes is an ancestor of the descendant at the same index. */
  static boolean[] ask(Graph graph, int[] ancestors, int[] descendants) {
    Ancestry ancestry = new Ancestry(graph, descendants, ancestors);
    ancestry.answer(ancestry.inOrder());
    return ancestry.answers;
  }

  /** The questions, by the place of the node asked for. */
  private int[] inOrder() {
    long[] keys = new long[ancestors.length];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = ((long) graph.position(ancestors[i]) << Integer.SIZE) | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys).mapToInt(key -> (int) key).toArray();
  }

  private void answer(int[] questions) {
    int from = 0;
    while (from < questions.length) {
      int to = from;
      int bits = 0;
      int last = 0;
      while (to < questions.length) {
        int asked = graph.position(ancestors[questions[to]]);
        if (own[asked] == 0) {
          if (bits == Long.SIZE) {
            break;
          }
          own[asked] = 1L << bits++;
        }
        last = Math.max(last, graph.position(descendants[questions[to]]));
        to++;
      }
      sweep(graph.position(ancestors[questions[from]]), last);
      for (int i = from; i < to; i++) {
        answers[questions[i]] = isBefore(ancestors[questions[i]], descendants[questions[i]]);
      }
      for (int i = from; i < to; i++) {
        own[graph.position(ancestors[questions[i]])] = 0;
      }
      from = to;
    }
  }

  private void sweep(int first, int last) {
    for (int place = first; place <= last; place++) {
      int node = graph.ordered(place);
      long mask = 0;
      int steps = graph.stepsBack(node);
      for (int step = 0; step < steps; step++) {
        int source = graph.position(graph.stepBack(node, step));
        if (source >= first) {
          mask |= before[source] | own[source];
        }
      }
      before[place] = mask;
    }
  }

  private boolean isBefore(int ancestor, int descendant) {
    int asked = graph.position(ancestor);
    int place = graph.position(descendant);
    return asked < place && (before[place] & own[asked]) != 0;
  }
}
