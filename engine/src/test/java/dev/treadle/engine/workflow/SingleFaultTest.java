package dev.treadle.engine.workflow;

import static dev.treadle.engine.workflow.Drawing.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SingleFaultTest {
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({
    "structure",
    "ids",
    "edges",
    "warnings",
    "dev.treadle.engine.workflow.ConfigFaults#configs",
    "dev.treadle.engine.workflow.ConfigFaults#rules"
  })
  void oneFaultIsReportedOnceAtItsPlace(String name, String expected, Consumer<Drawing> fault) {
    Drawing drawing = Drawing.diamond();
    fault.accept(drawing);
    assertThat(drawing.problems()).as(name).containsExactly(expected);
    assertThat(drawing.parse().problems().getFirst().message()).isNotBlank().hasSizeLessThan(3000);
  }

  static Arguments row(String name, String expected, Consumer<Drawing> fault) {
    return arguments(name, expected, fault);
  }

  static Stream<Arguments> structure() {
    return Stream.of(
        row("nodes", "WRONG_TYPE /nodes", d -> d.definition.put("nodes", "x")),
        row("edges", "WRONG_TYPE /edges", d -> d.definition.put("edges", "x")),
        row(
            "variables",
            "INVALID_VARIABLES /variables",
            d -> d.definition.put("variables", List.of())),
        row("a node", "WRONG_TYPE /nodes/5", d -> d.nodes.add(7)),
        row("null for a node", "WRONG_TYPE /nodes/5", d -> d.nodes.add(null)),
        row("an edge", "WRONG_TYPE /edges/5", d -> d.edges.add(List.of())),
        row("data", "WRONG_TYPE /nodes/0/data", d -> d.node(0).put("data", List.of())),
        row("config", "WRONG_TYPE /nodes/3/data/config", d -> d.data(3).put("config", "{{ x }}")),
        row("label", "WRONG_TYPE /nodes/1/data/label", d -> d.data(1).put("label", 5)),
        row("parentId", "WRONG_TYPE /nodes/1/parentId", d -> d.node(1).put("parentId", 5)),
        row("edge id", "WRONG_TYPE /edges/1/id", d -> d.edgeAt(1).put("id", 5)),
        row("handle", "WRONG_TYPE /edges/3/sourceHandle", d -> d.edgeAt(3).put("sourceHandle", 1)),
        row(
            "extra source",
            "WRONG_TYPE /edges/5/source",
            d -> d.edges.add(object("source", 1, "target", "d"))),
        row(
            "extra target",
            "WRONG_TYPE /edges/5/target",
            d -> d.edges.add(object("source", "a", "target", false))));
  }

  static Stream<Arguments> ids() {
    return Stream.of(
        row("missing", "INVALID_NODE_ID /nodes/5/id", d -> d.nodes.add(object("type", "output"))),
        row(
            "null",
            "INVALID_NODE_ID /nodes/5/id",
            d -> d.nodes.add(object("type", "output", "id", null))),
        row(
            "number",
            "WRONG_TYPE /nodes/5/id",
            d -> d.nodes.add(object("type", "output", "id", 1))),
        row("empty", "INVALID_NODE_ID /nodes/5/id", d -> added(d, "")),
        row("blank", "INVALID_NODE_ID /nodes/5/id", d -> added(d, " \u00a0\u200b")),
        row("control", "INVALID_NODE_ID /nodes/5/id", d -> added(d, "a\u0000b")),
        row("line", "INVALID_NODE_ID /nodes/5/id", d -> added(d, "a\u2028b")),
        row("lone surrogate", "INVALID_NODE_ID /nodes/5/id", d -> added(d, "a\ud800")),
        row("long", "INVALID_NODE_ID /nodes/5/id", d -> added(d, "\ud83d\ude00".repeat(201))),
        row("huge", "INVALID_NODE_ID /nodes/5/id", d -> added(d, "x".repeat(1_000_000))),
        row("twice", "DUPLICATE_NODE_ID /nodes/5/id", d -> d.node("a", "output")),
        row("no type", "UNKNOWN_NODE_TYPE /nodes/3/type", d -> d.node(3).remove("type")),
        row("type", "WRONG_TYPE /nodes/3/type", d -> d.node(3).put("type", 3)),
        row("unknown type", "UNKNOWN_NODE_TYPE /nodes/1/type", d -> d.node(1).put("type", "if")),
        row(
            "edge id twice",
            "DUPLICATE_EDGE_ID /edges/4/id",
            d -> {
              d.edgeAt(1).put("id", "e");
              d.edgeAt(4).put("id", "e");
            }));
  }

  private static void added(Drawing drawing, String id) {
    drawing.node(id, "output");
    drawing.edge("t", id);
  }

  static Stream<Arguments> edges() {
    return Stream.of(
        row("source", "DANGLING_EDGE /edges/5/source", d -> d.edge("x", "d")),
        row(
            "the only source",
            "DANGLING_EDGE /edges/0/source",
            d -> d.edgeAt(0).put("source", "x")),
        row("target", "DANGLING_EDGE /edges/5/target", d -> d.edge("a", "x")),
        row("no source", "DANGLING_EDGE /edges/5/source", d -> d.edges.add(object("target", "d"))),
        row(
            "null target",
            "DANGLING_EDGE /edges/5/target",
            d -> d.edges.add(object("source", "a", "target", null))),
        row("loop", "SELF_LOOP /edges/5", d -> d.edge("a", "a")),
        row("loop on a trigger", "SELF_LOOP /edges/5", d -> d.edge("t", "t")),
        row("twice", "DUPLICATE_EDGE /edges/5", d -> d.edge("c", "a")),
        row("twice, once by its name", "DUPLICATE_EDGE /edges/5", d -> d.edge("c", "a", "true")),
        row(
            "into a trigger",
            "EDGE_INTO_TRIGGER /edges/5/target",
            d -> {
              d.node("u", "trigger");
              d.edge("a", "u");
            }),
        row("handle", "UNKNOWN_HANDLE /edges/5/sourceHandle", d -> d.edge("c", "d", "maybe")),
        row(
            "default handle",
            "UNKNOWN_HANDLE /edges/5/sourceHandle",
            d -> d.edge("c", "d", "default")),
        row("empty handle", "UNKNOWN_HANDLE /edges/5/sourceHandle", d -> d.edge("a", "d", "")),
        row("cycle", "CYCLE /edges/5", d -> d.edge("d", "c")));
  }

  static Stream<Arguments> warnings() {
    return Stream.of(
        row(
            "unknown member",
            "UNKNOWN_CONFIG_MEMBER /nodes/3/data/config/conector",
            d -> d.config(3).put("conector", "x")),
        row("unreached", "UNREACHABLE_NODE /nodes/5", d -> d.node("x", "output")),
        row(
            "no ancestor",
            "REFERENCE_TO_NO_ANCESTOR /nodes/2/data/config/expression",
            d -> d.config(2).put("expression", "$nodes.b")),
        row(
            "itself",
            "REFERENCE_TO_NO_ANCESTOR /nodes/2/data/config/expression",
            d -> d.config(2).put("expression", "$nodes.a")),
        row(
            "no node",
            "REFERENCE_TO_NO_ANCESTOR /nodes/4/data/config/set/x",
            d -> d.config(4).put("set", Map.of("x", "{{ $nodes.x.y }}"))),
        row(
            "dead end",
            "DEAD_END /nodes/5",
            d -> {
              d.node("e", "condition", "expression", "x");
              d.edge("a", "e");
              d.edge("e", "d", "false");
            }),
        row("error branch", "DEAD_END /nodes/3", d -> d.data(3).put("onError", "branch")),
        row(
            "unused, listed",
            "UNUSED_ERROR_EDGE /edges/5/sourceHandle",
            d -> {
              d.data(3).put("onError", "continue");
              d.edge("b", "d", "error");
            }),
        row(
            "unused, not listed",
            "UNUSED_ERROR_EDGE /edges/5/sourceHandle",
            d -> {
              d.data(2).put("onError", "stop");
              d.edge("a", "d", "error");
            }));
  }
}
