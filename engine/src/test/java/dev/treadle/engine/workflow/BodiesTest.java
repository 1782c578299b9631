package dev.treadle.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class BodiesTest {
  private static final int MANY = 100_000;

  /** t → l → after, and in l: a → m, and in m: b. */
  private static Drawing nested() {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    loop(drawing, "l");
    inside(drawing, "a", "l");
    loop(drawing, "m").put("parentId", "l");
    inside(drawing, "b", "m");
    drawing.node("after", "transform", "expression", "$nodes.l");
    drawing.edge("t", "l");
    drawing.edge("l", "after");
    drawing.edge("a", "m");
    return drawing;
  }

  private static Map<String, @Nullable Object> loop(Drawing drawing, String id) {
    return drawing.node(id, "loop", "items", "xs");
  }

  private static Map<String, @Nullable Object> inside(Drawing drawing, String id, String loop) {
    Map<String, @Nullable Object> node = drawing.node(id, "transform", "set", Map.of("x", 1));
    node.put("parentId", loop);
    return node;
  }

  @Test
  void aLoopInALoopIsWithoutAnyProblem() {
    Workflow workflow = nested().workflow();
    assertThat(nested().problems()).isEmpty();
    assertThat(workflow.main().size()).isEqualTo(3);
    assertThat(workflow.body(1).size()).isEqualTo(2);
    assertThat(workflow.body(3).node(0)).isEqualTo(4);
    assertThat(workflow.graph().encloses(1, 4)).isTrue();
    assertThat(workflow.graph().encloses(3, 2)).isFalse();
  }

  @Test
  void aBodyComesAfterItsLoopInTheOrder() {
    Graph graph = nested().workflow().graph();
    assertThat(graph.position(1)).isLessThan(graph.position(2));
    assertThat(graph.position(3)).isLessThan(graph.position(4));
    assertThat(graph.isAncestor(0, 4)).isTrue();
    assertThat(graph.isAncestor(4, 5)).isFalse();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        row("INVALID_PARENT /nodes/2/parentId", d -> d.node(2).put("parentId", "nowhere")),
        row("INVALID_PARENT /nodes/5/parentId", d -> d.node(5).put("parentId", "b")),
        row("INVALID_PARENT /nodes/3/parentId", d -> d.node(3).put("parentId", "m")),
        row("INVALID_PARENT /nodes/1/parentId", d -> d.node(1).put("parentId", "m")),
        row("EMPTY_BODY /nodes/3", d -> d.node(4).put("parentId", "l")),
        row("EDGE_ACROSS_BODIES /edges/3", d -> d.edge("l", "a")),
        row("EDGE_ACROSS_BODIES /edges/3", d -> d.edge("b", "after")),
        row("EDGE_ACROSS_BODIES /edges/3", d -> d.edge("b", "a")),
        row("CYCLE /edges/3", d -> d.edge("m", "a")),
        row("TRIGGER_IN_BODY /nodes/6/parentId", d -> d.node("u", "trigger").put("parentId", "l")));
  }

  private static Arguments row(String problem, Consumer<Drawing> fault) {
    return Arguments.of(problem, fault);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void isReportedAtItsPlace(String problem, Consumer<Drawing> fault) {
    Drawing drawing = nested();
    fault.accept(drawing);
    assertThat(drawing.problems()).contains(problem);
    assertThat(drawing.parse()).isInstanceOf(Parsed.Invalid.class);
  }

  @Test
  void aBodyRefersToItsOwnAndToTheAncestorsOfItsLoopButNotToTheLoop() {
    Drawing drawing = nested();
    drawing.config(4).clear();
    drawing.config(4).put("expression", "[$nodes.t, $nodes.a, $nodes.l, $nodes.m, $nodes.after]");
    assertThat(drawing.parse().problems())
        .extracting(Problem::message)
        .satisfiesExactlyInAnyOrder(
            message -> assertThat(message).contains("$nodes.l,"),
            message -> assertThat(message).contains("$nodes.m,"),
            message -> assertThat(message).contains("$nodes.after,"));
  }

  @Test
  void aBodyOfManyNodesIsRead() {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    loop(drawing, "l");
    drawing.edge("t", "l");
    for (int i = 0; i < MANY; i++) {
      inside(drawing, "b" + i, "l");
      if (i > 0) {
        drawing.edge("b" + (i - 1), "b" + i);
      }
    }
    assertThat(drawing.workflow().body(1).size()).isEqualTo(MANY);
  }

  @Test
  void loopsMayBeNestedDeepButNotWithoutBound() {
    assertThat(tower(Bodies.DEEPEST).problems()).isEmpty();
    assertThat(tower(MANY).problems())
        .containsExactly("NESTED_TOO_DEEPLY /nodes/" + (Bodies.DEEPEST + 2) + "/parentId");
  }

  /** So many loops, each in the one before it, and a node in the last. */
  private static Drawing tower(int loops) {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    loop(drawing, "l0");
    drawing.edge("t", "l0");
    for (int i = 1; i < loops; i++) {
      loop(drawing, "l" + i).put("parentId", "l" + (i - 1));
    }
    inside(drawing, "b", "l" + (loops - 1));
    return drawing;
  }

  @Test
  void aRingOfParentsIsReportedOnce() {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    for (int i = 0; i < MANY; i++) {
      loop(drawing, "l" + i).put("parentId", "l" + (i + 1) % MANY);
    }
    assertThat(drawing.parse().problems())
        .filteredOn(problem -> problem.severity() == Problem.Severity.ERROR)
        .extracting(Drawing::brief)
        .containsExactly("INVALID_PARENT /nodes/1/parentId");
  }
}
