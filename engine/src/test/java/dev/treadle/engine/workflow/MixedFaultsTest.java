package dev.treadle.engine.workflow;

import static dev.treadle.engine.workflow.Drawing.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plants several faults into a random definition that had none: all are found, nothing else. */
class MixedFaultsTest {
  private static final int MOST_FAULTS = 25;

  /**
   * Plants a fault beside the others and tells, once the order of things is settled, the report.
   */
  private interface Fault {
    Supplier<String> plant(Drawing drawing, String name);
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyFaultIsFoundAndNothingElse(int seed) {
    Random random = new Random(seed);
    Drawing drawing = valid(random);
    assertThat(drawing.problems()).as("seed %s, before", seed).isEmpty();
    List<Supplier<String>> planted = new ArrayList<>();
    int faults = 1 + random.nextInt(MOST_FAULTS);
    for (int i = 0; i < faults; i++) {
      Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
      planted.add(fault.plant(drawing, "fault" + i));
    }
    Collections.shuffle(drawing.nodes, random);
    Collections.shuffle(drawing.edges, random);
    List<String> expected = planted.stream().map(Supplier::get).toList();
    assertThat(drawing.problems())
        .as("seed %s", seed)
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(drawing.parse().problems()).as("seed %s", seed).isSortedAccordingTo(BY_PLACE);
  }

  /** Nodes are linked from earlier to later ones only, each from at least one. */
  private static Drawing valid(Random random) {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    int size = 1 + random.nextInt(30);
    for (int i = 0; i < size; i++) {
      switch (random.nextInt(3)) {
        case 0 -> drawing.node("n" + i, "transform", "set", Map.of("a", "{{ b }}"));
        case 1 -> integration(drawing, "n" + i);
        default -> drawing.node("n" + i, "condition", "expression", "x");
      }
      drawing.edge(i == 0 ? "t" : sourceFor(drawing, random, i), "n" + i);
    }
    drawing.node("end", "output");
    for (int i = 0; i < size; i++) {
      if ("condition".equals(drawing.node(i + 1).get("type"))) {
        drawing.edge("n" + i, "end", "true");
        drawing.edge("n" + i, "end", "false");
      }
    }
    drawing.edge("t", "end");
    return drawing;
  }

  private static String sourceFor(Drawing drawing, Random random, int below) {
    String id = "n" + random.nextInt(below);
    return "condition".equals(drawing.node(below).get("type")) ? "t" : id;
  }

  private static Map<String, @Nullable Object> integration(Drawing drawing, String id) {
    return drawing.node(id, "integration", "connector", "http", "operation", "request");
  }

  /** A node of its own for a fault, so that faults do not meet. */
  private static Map<String, @Nullable Object> victim(Drawing drawing, String name) {
    drawing.edge("t", name);
    return integration(drawing, name);
  }

  private static Supplier<String> at(
      Drawing drawing, String code, Map<String, @Nullable Object> part, String rest) {
    return () -> {
      int node = indexOf(drawing.nodes, part);
      return code
          + (node < 0 ? " /edges/" + indexOf(drawing.edges, part) : " /nodes/" + node)
          + rest;
    };
  }

  @SuppressWarnings("ReferenceEquality") // parts of a drawing may be equal
  private static int indexOf(List<@Nullable Object> parts, @Nullable Object part) {
    return IntStream.range(0, parts.size())
        .filter(i -> parts.get(i) == part)
        .findFirst()
        .orElse(-1);
  }

  private static Fault inConfig(String code, String member, Object value) {
    return (drawing, name) -> {
      Map<String, @Nullable Object> node = victim(drawing, name);
      drawing.config(drawing.nodes.size() - 1).put(member, value);
      return at(drawing, code, node, "/data/config/" + member);
    };
  }

  private static Fault inNodeData(String code, String member, Object value) {
    return (drawing, name) -> {
      Map<String, @Nullable Object> node = victim(drawing, name);
      drawing.data(drawing.nodes.size() - 1).put(member, value);
      return at(drawing, code, node, "/data/" + member);
    };
  }

  private static Fault edge(String code, String source, String target, String rest) {
    return (drawing, name) -> {
      victim(drawing, name);
      Map<String, @Nullable Object> edge =
          drawing.edge(source.replace("?", name), target.replace("?", name));
      return at(drawing, code, edge, rest);
    };
  }

  private static Supplier<String> duplicateId(Drawing drawing, String name) {
    Map<String, @Nullable Object> one = victim(drawing, name);
    Map<String, @Nullable Object> other = integration(drawing, name);
    return () -> {
      int later = Math.max(indexOf(drawing.nodes, one), indexOf(drawing.nodes, other));
      return "DUPLICATE_NODE_ID /nodes/" + later + "/id";
    };
  }

  private static Supplier<String> duplicateEdge(Drawing drawing, String name) {
    victim(drawing, name);
    Map<String, @Nullable Object> one = drawing.edge(name, "end");
    Map<String, @Nullable Object> other = drawing.edge(name, "end", "out");
    return () -> {
      int later = Math.max(indexOf(drawing.edges, one), indexOf(drawing.edges, other));
      return "DUPLICATE_EDGE /edges/" + later;
    };
  }

  private static Supplier<String> cycle(Drawing drawing, String name) {
    List<Map<String, @Nullable Object>> nodes = new ArrayList<>();
    List<Map<String, @Nullable Object>> edges = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      nodes.add(victim(drawing, name + "." + i));
      edges.add(drawing.edge(name + "." + (i + 2) % 3, name + "." + i));
    }
    return () -> {
      int first = nodes.stream().mapToInt(node -> indexOf(drawing.nodes, node)).min().orElseThrow();
      Map<String, @Nullable Object> closing = edges.get(nodes.indexOf(drawing.nodes.get(first)));
      return "CYCLE /edges/" + indexOf(drawing.edges, closing);
    };
  }

  private static Supplier<String> intoTrigger(Drawing drawing, String name) {
    drawing.node(name, "trigger");
    return at(drawing, "EDGE_INTO_TRIGGER", drawing.edge("n0", name, "error"), "/target");
  }

  private static Supplier<String> unknownHandle(Drawing drawing, String name) {
    victim(drawing, name);
    Map<String, @Nullable Object> edge = drawing.edge(name, "end", "true");
    return at(drawing, "UNKNOWN_HANDLE", edge, "/sourceHandle");
  }

  private static Supplier<String> unknownType(Drawing drawing, String name) {
    Map<String, @Nullable Object> node = victim(drawing, name);
    node.put("type", "integation");
    drawing.edge(name, "end", "anything");
    return at(drawing, "UNKNOWN_NODE_TYPE", node, "/type");
  }

  private static Supplier<String> unreached(Drawing drawing, String name) {
    return at(drawing, "UNREACHABLE_NODE", integration(drawing, name), "");
  }

  private static Supplier<String> noEdge(Drawing drawing, String name) {
    drawing.edges.add(name);
    return () -> "WRONG_TYPE /edges/" + drawing.edges.indexOf(name);
  }

  private static final List<Fault> FAULTS =
      List.of(
          inConfig("INVALID_CONFIG", "pages", 0),
          inConfig("INVALID_CONFIG", "connector", List.of()),
          inConfig("INVALID_DURATION", "timeout", "P1Y"),
          inConfig("INVALID_EXPRESSION", "operation", "{{ x"),
          inConfig("UNKNOWN_CONFIG_MEMBER", "paegs", 1),
          inConfig("REFERENCE_TO_NO_ANCESTOR", "parameters", "{{ $nodes.end }}"),
          inNodeData("INVALID_ON_ERROR", "onError", "retry"),
          inNodeData("INVALID_JOIN", "join", "first"),
          inNodeData("INVALID_DURATION", "timeout", "soon"),
          inNodeData("WRONG_TYPE", "retry", "twice"),
          inNodeData("WRONG_TYPE", "label", object()),
          edge("SELF_LOOP", "?", "?", ""),
          edge("DANGLING_EDGE", "?", "nowhere", "/target"),
          edge("DANGLING_EDGE", "nowhere", "?", "/source"),
          MixedFaultsTest::duplicateId,
          MixedFaultsTest::duplicateEdge,
          MixedFaultsTest::cycle,
          MixedFaultsTest::intoTrigger,
          MixedFaultsTest::unknownHandle,
          MixedFaultsTest::unknownType,
          MixedFaultsTest::unreached,
          MixedFaultsTest::noEdge);

  private static final Comparator<Problem> BY_PLACE =
      Comparator.<Problem>comparingInt(problem -> problem.pointer().startsWith("/e") ? 1 : 0)
          .thenComparingInt(problem -> Integer.parseInt(problem.pointer().split("/", -1)[2]));
}
