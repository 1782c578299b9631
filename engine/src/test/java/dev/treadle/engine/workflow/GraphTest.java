package dev.treadle.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphTest {
  @Test
  void rootsComeInTheOrderOfNodesAndTargetsInTheOrderOfEdges() {
    Drawing drawing = new Drawing();
    for (String id : List.of("z", "m", "a")) {
      drawing.node(id, "trigger");
    }
    for (String id : List.of("p", "q", "r", "s")) {
      drawing.node(id, "output");
    }
    drawing.edge("a", "s");
    drawing.edge("m", "r");
    drawing.edge("z", "q");
    drawing.edge("m", "p");
    drawing.edge("z", "s");
    drawing.edge("s", "p");
    assertThat(order(drawing)).containsExactly("z", "m", "a", "q", "r", "s", "p");
  }

  @Test
  void anotherOrderOfEdgesOfOtherNodesChangesNothing() {
    Drawing one = new Drawing();
    Drawing other = new Drawing();
    for (Drawing drawing : List.of(one, other)) {
      drawing.node("t", "trigger");
      drawing.node("a", "output");
      drawing.node("b", "output");
      drawing.node("c", "output");
    }
    one.edge("t", "b");
    one.edge("t", "a");
    one.edge("b", "c");
    other.edge("b", "c");
    other.edge("t", "b");
    other.edge("t", "a");
    assertThat(order(one)).containsExactly("t", "b", "a", "c").isEqualTo(order(other));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void ancestorsAreThoseFromWhichAPathLeads(int seed) {
    Graph graph = random(new Random(seed), 300, 500, true);
    int size = graph.size();
    int[] ancestors = IntStream.range(0, size * size).map(i -> i / size).toArray();
    int[] descendants = IntStream.range(0, size * size).map(i -> i % size).toArray();
    boolean[] answers = Ancestry.ask(graph, ancestors, descendants);
    for (int i = 0; i < answers.length; i += 7) {
      boolean expected = behind(graph, ancestors[i]).get(descendants[i]);
      assertThat(answers[i]).as("%s before %s", ancestors[i], descendants[i]).isEqualTo(expected);
      assertThat(graph.isAncestor(ancestors[i], descendants[i])).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void eachKnotOfCyclesIsToldByOneOfThem(int seed) {
    Graph graph = random(new Random(seed), 60, 30 + seed * 5, false);
    BitSet told = new BitSet();
    for (int[] cycle : Cycles.of(graph)) {
      for (int i = 0; i < cycle.length; i++) {
        int next = cycle[(i + 1) % cycle.length];
        assertThat(graph.target(cycle[i])).isEqualTo(graph.source(next));
      }
      int first = graph.source(cycle[0]);
      BitSet knot = knot(graph, first);
      assertThat(knot.nextSetBit(0)).isEqualTo(first);
      assertThat(told.intersects(knot)).isFalse();
      told.or(knot);
    }
    for (int node = 0; node < graph.size(); node++) {
      assertThat(told.get(node)).as("node %s", node).isEqualTo(behind(graph, node).get(node));
    }
  }

  private static BitSet knot(Graph graph, int node) {
    BitSet knot = new BitSet();
    behind(graph, node).stream().filter(other -> behind(graph, other).get(node)).forEach(knot::set);
    return knot;
  }

  /** All nodes to which a path of at least one edge leads. */
  private static BitSet behind(Graph graph, int node) {
    BitSet seen = new BitSet();
    ArrayDeque<Integer> open = new ArrayDeque<>(List.of(node));
    while (!open.isEmpty()) {
      int current = open.remove();
      for (int edge = graph.firstOut(current); edge < graph.firstOut(current + 1); edge++) {
        if (!seen.get(graph.target(edge))) {
          seen.set(graph.target(edge));
          open.add(graph.target(edge));
        }
      }
    }
    return seen;
  }

  /** Without loops; without cycles if asked, though not in the order of numbers. */
  private static Graph random(Random random, int size, int edges, boolean acyclic) {
    int[] sources = new int[edges];
    int[] targets = new int[edges];
    for (int i = 0; i < edges; i++) {
      int a = random.nextInt(size);
      int b = (a + 1 + random.nextInt(size - 1)) % size;
      int low = acyclic ? Math.min(a, b) : a;
      int high = acyclic ? Math.max(a, b) : b;
      sources[i] = shuffled(low, size);
      targets[i] = shuffled(high, size);
    }
    return Graph.of(size, sources, targets);
  }

  /** A bijection, for sizes that 7 does not divide. */
  private static int shuffled(int node, int size) {
    return node * 7 % size;
  }

  private static List<String> order(Drawing drawing) {
    Workflow workflow = drawing.workflow();
    List<String> order = new ArrayList<>();
    for (int place = 0; place < workflow.size(); place++) {
      order.add(workflow.node(workflow.graph().ordered(place)).id().value());
    }
    return order;
  }
}
