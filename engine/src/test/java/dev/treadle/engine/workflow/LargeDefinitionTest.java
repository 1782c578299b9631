package dev.treadle.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LargeDefinitionTest {
  private static final int SMALL = 20_000;
  private static final int LARGE = 100_000;

  /** Linear work grows to 5, quadratic work to 25 times as much. */
  private static final double MOST_GROWTH = 18;

  static Stream<Arguments> shapes() {
    return Stream.of(
        shape("chain", LargeDefinitionTest::chain),
        shape("chain with a reference to the node before", LargeDefinitionTest::referringChain),
        shape("fan out", LargeDefinitionTest::fanOut),
        shape("fan out and in", LargeDefinitionTest::fanOutAndIn),
        shape("ring", LargeDefinitionTest::ring),
        shape("small rings", LargeDefinitionTest::rings),
        shape("faults everywhere", LargeDefinitionTest::faults));
  }

  private static Arguments shape(String name, IntFunction<Drawing> drawing) {
    return Arguments.of(name, drawing);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("shapes")
  void workGrowsWithTheSizeOfTheDefinition(String name, IntFunction<Drawing> shape) {
    long small = fastest(shape.apply(SMALL), 4);
    long large = fastest(shape.apply(LARGE), 3);
    assertThat(large / (double) small).as(name).isLessThan(MOST_GROWTH);
  }

  /**
   * The least of several processor times of this thread: neither what else the machine does nor the
   * collection of garbage counts.
   */
  private static long fastest(Drawing drawing, int times) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < times; i++) {
      long start = threads.getCurrentThreadCpuTime();
      drawing.parse();
      fastest = Math.min(fastest, threads.getCurrentThreadCpuTime() - start);
    }
    return fastest;
  }

  @Test
  void aLongChainIsOrderedFromItsTrigger() {
    Workflow workflow = chain(LARGE).workflow();
    assertThat(workflow.graph().orderedNodes()).isEqualTo(LARGE);
    assertThat(workflow.graph().ordered(LARGE - 1)).isEqualTo(LARGE - 1);
  }

  @Test
  void everyReferenceAlongAChainIsKnownToBeAnAncestor() {
    assertThat(referringChain(LARGE).problems()).isEmpty();
  }

  @Test
  void referencesAcrossTheWholeWorkflowAreAnswered() {
    Drawing drawing = new Drawing();
    drawing.node("0", "trigger");
    int size = 10_000;
    for (int i = 1; i < size; i++) {
      int far = (int) (i * 7919L % size);
      drawing.node(name(i), "transform", "set", Map.of("x", "{{ $nodes.`" + far + "` }}"));
      drawing.edge(name(i - 1), name(i));
    }
    long later = IntStream.range(1, size).filter(i -> i * 7919L % size >= i).count();
    assertThat(drawing.problems()).hasSize((int) later);
  }

  @Test
  void theMessageAboutALongCycleIsShort() {
    Problem problem = ring(LARGE).parse().problems().getFirst();
    assertThat(problem.code()).isEqualTo(Problem.Code.CYCLE);
    assertThat(problem.message())
        .isEqualTo(
            "Workflow contains cycles: "
                + "1 -> 2 -> 3 -> 4 -> 5 -> 6 -> 7 -> 8 -> 9 -> 10 -> (99989 more) -> 1");
    assertThat(problem.pointer()).isEqualTo("/edges/" + (LARGE - 1));
  }

  @Test
  void whatIsLargerThanTheLimitsIsNotLookedAt() {
    Drawing drawing = new Drawing();
    for (int i = 0; i <= Limits.API.nodes(); i++) {
      drawing.nodes.add(null);
    }
    for (int i = 0; i <= Limits.API.edges(); i++) {
      drawing.edges.add(null);
    }
    List<Problem> problems = Definition.parse(drawing.definition, Types.ALL, Limits.API).problems();
    assertThat(problems.stream().map(Drawing::brief))
        .containsExactly("TOO_MANY_NODES /nodes", "TOO_MANY_EDGES /edges");
  }

  @Test
  void asMuchAsTheLimitsAllowIsLegal() {
    Drawing drawing = chain(Limits.API.nodes());
    assertThat(Definition.parse(drawing.definition, Types.ALL, Limits.API))
        .isInstanceOf(Parsed.Valid.class);
  }

  private static String name(int node) {
    return Integer.toString(node);
  }

  private static Drawing chain(int size) {
    Drawing drawing = new Drawing();
    drawing.node("0", "trigger");
    for (int i = 1; i < size; i++) {
      drawing.node(name(i), "output");
      drawing.edge(name(i - 1), name(i));
    }
    return drawing;
  }

  private static Drawing referringChain(int size) {
    Drawing drawing = chain(size);
    for (int i = 1; i < size; i++) {
      drawing.config(i).put("expression", "$nodes.`" + (i - 1) + "`");
    }
    return drawing;
  }

  private static Drawing fanOut(int size) {
    Drawing drawing = new Drawing();
    drawing.node("0", "trigger");
    for (int i = 1; i < size; i++) {
      drawing.node(name(i), "output");
      drawing.edge("0", name(i));
    }
    return drawing;
  }

  private static Drawing fanOutAndIn(int size) {
    Drawing drawing = fanOut(size);
    drawing.node("end", "output");
    for (int i = 1; i < size; i++) {
      drawing.edge(name(i), "end");
    }
    return drawing;
  }

  private static Drawing ring(int size) {
    Drawing drawing = chain(size);
    drawing.edge(name(size - 1), "1");
    return drawing;
  }

  private static Drawing rings(int size) {
    Drawing drawing = chain(size);
    for (int i = 2; i < size; i += 2) {
      drawing.edge(name(i), name(i - 1));
    }
    return drawing;
  }

  private static Drawing faults(int size) {
    Drawing drawing = fanOut(size);
    for (int i = 1; i < size; i++) {
      drawing.node(i).put("type", i % 2 == 0 ? "outptu" : "condition");
      drawing.config(i).put("expression", "$nodes.nobody" + i);
      drawing.edge("nobody", name(i));
      drawing.edge("0", name(i), "nohow");
    }
    return drawing;
  }
}
