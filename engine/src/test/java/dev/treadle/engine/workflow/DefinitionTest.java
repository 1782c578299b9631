package dev.treadle.engine.workflow;

import static dev.treadle.engine.workflow.Drawing.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.workflow.Node.Join;
import dev.treadle.engine.workflow.Node.OnError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Retry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefinitionTest {
  private static List<String> messages(@Nullable Object definition) {
    return Definition.parse(definition, Types.ALL, Limits.API).problems().stream()
        .map(problem -> problem.pointer() + ": " + problem.message())
        .toList();
  }

  @Test
  void withoutAnyNodeOnlyThatIsSaid() {
    String expected = "/nodes: Workflow must have at least one node";
    assertThat(messages(Map.of())).containsExactly(expected);
    assertThat(messages(object("nodes", null, "edges", null, "variables", null)))
        .containsExactly(expected);
    assertThat(messages(object("nodes", List.of(), "edges", List.of()))).containsExactly(expected);
  }

  @Test
  void withoutATriggerNothingIsCalledOutOfReach() {
    Drawing drawing = new Drawing();
    drawing.node("a", "output");
    assertThat(messages(drawing.definition))
        .containsExactly("/nodes: Workflow must have a trigger node");
  }

  @Test
  void whatIsNoObjectIsNoDefinition() {
    assertThat(messages(null)).containsExactly(": A definition must be an object, not null");
    assertThat(messages(List.of()))
        .containsExactly(": A definition must be an object, not an array");
  }

  @Test
  void aCycleIsToldByItsIdsFromItsFirstNode() {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    for (String id : List.of("a", "b", "c")) {
      drawing.node(id, "output");
    }
    drawing.edge("c", "a");
    drawing.edge("t", "b");
    drawing.edge("a", "b");
    drawing.edge("b", "c");
    assertThat(messages(drawing.definition))
        .containsExactly("/edges/0: Workflow contains cycles: a -> b -> c -> a");
  }

  @Test
  void aCycleThroughATriggerIsToldAsWell() {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    drawing.node("a", "output");
    drawing.edge("t", "a");
    drawing.edge("a", "t");
    assertThat(drawing.problems())
        .containsExactly("EDGE_INTO_TRIGGER /edges/1/target", "CYCLE /edges/1");
  }

  @Test
  void aBrokenNodeIsStillReadToItsEnd() {
    Drawing drawing = Drawing.diamond();
    drawing.node("a", "integration", "connector", 1, "conector", 2, "pages", "{{");
    drawing.data(5).put("onError", "x");
    drawing.data(5).put("join", "x");
    drawing.data(5).put("timeout", "x");
    drawing.data(5).put("retry", object("maxAttempts", -1, "maxInterval", "x"));
    assertThat(drawing.problems())
        .containsExactly(
            "DUPLICATE_NODE_ID /nodes/5/id",
            "INVALID_CONFIG /nodes/5/data/config/operation",
            "INVALID_CONFIG /nodes/5/data/config/connector",
            "UNKNOWN_CONFIG_MEMBER /nodes/5/data/config/conector",
            "INVALID_EXPRESSION /nodes/5/data/config/pages",
            "INVALID_DURATION /nodes/5/data/timeout",
            "INVALID_RETRY /nodes/5/data/retry/maxAttempts",
            "INVALID_DURATION /nodes/5/data/retry/maxInterval",
            "INVALID_ON_ERROR /nodes/5/data/onError",
            "INVALID_JOIN /nodes/5/data/join");
  }

  @Test
  void aSyntaxErrorInOneCaseDoesNotHideTheHandleOfAnother() {
    Drawing drawing = Drawing.diamond();
    drawing.config(1).clear();
    List<Object> cases = new ArrayList<>();
    cases.add(object("handle", "x", "expression", "f("));
    cases.add(object("handle", "x", "expression", "y"));
    drawing.config(1).put("cases", cases);
    drawing.edgeAt(1).put("sourceHandle", "x");
    drawing.edgeAt(2).put("sourceHandle", "default");
    assertThat(drawing.problems())
        .containsExactly(
            "INVALID_EXPRESSION /nodes/1/data/config/cases/0/expression",
            "INVALID_CONFIG /nodes/1/data/config/cases/1/handle");
  }

  @Test
  void warningsAreNotInTheWayButErrorsAre() {
    Drawing drawing = Drawing.diamond();
    drawing.config(3).put("unknown", 1);
    drawing.node("x", "output");
    drawing.data(3).put("onError", "branch");
    drawing.config(2).put("expression", "$nodes.x");
    drawing.edge("a", "d", "error");
    drawing.data(2).put("onError", "stop");
    assertThat(drawing.parse()).isInstanceOf(Parsed.Valid.class);
    assertThat(drawing.problems())
        .containsExactly(
            "REFERENCE_TO_NO_ANCESTOR /nodes/2/data/config/expression",
            "UNKNOWN_CONFIG_MEMBER /nodes/3/data/config/unknown",
            "DEAD_END /nodes/3",
            "UNREACHABLE_NODE /nodes/5",
            "UNUSED_ERROR_EDGE /edges/5/sourceHandle");
    drawing.edge("a", "nobody");
    assertThat(drawing.parse()).isInstanceOf(Parsed.Invalid.class);
    assertThat(drawing.problems()).hasSize(6).contains("DANGLING_EDGE /edges/6/target");
  }

  @Test
  void messagesNameWhatTheySpeakOf() {
    Drawing drawing = Drawing.diamond();
    drawing.node(3).put("type", "integratoin");
    drawing.config(2).put("remov", List.of());
    drawing.edge("c", "d", "maybe");
    drawing.edgeAt(5).put("id", "e6");
    assertThat(messages(drawing.definition))
        .containsExactly(
            "/nodes/2/data/config/remov: Node \"a\": config/remov is not known and has no effect;"
                + " did you mean \"remove\"?",
            "/nodes/3/type: Node \"b\" has the unknown type \"integratoin\";"
                + " did you mean \"integration\"?",
            "/edges/5/sourceHandle: Edge \"e6\": Node \"c\" has no handle \"maybe\", it has"
                + " \"true\", \"false\", \"error\"");
  }

  @Test
  void whatTheEngineDoesNotKnowDoesNoHarm() {
    Drawing drawing = Drawing.diamond();
    drawing.definition.put("viewport", 1);
    drawing.node(1).put("position", List.of());
    drawing.data(1).put("colour", object("a", null));
    drawing.edgeAt(0).put("targetHandle", 7);
    drawing.edgeAt(0).put("sourceHandle", null);
    drawing.edgeAt(0).put("animated", true);
    drawing.data(2).put("retry", object("jitter", "x"));
    assertThat(drawing.problems()).isEmpty();
  }

  @Test
  void onlyANodeWithoutALabelGetsOne() {
    Drawing drawing = new Drawing();
    drawing.nodes.add(object("id", "t", "type", "trigger", "data", object("label", "")));
    drawing.nodes.add(object("id", "u", "type", "trigger", "data", object("label", null)));
    assertThat(drawing.workflow().nodes())
        .extracting(Node::label)
        .containsExactly("", "Unnamed Node");
    drawing.nodes.add(object("id", "v", "type", "trigger", "data", object("label", 7)));
    assertThat(messages(drawing.definition))
        .containsExactly("/nodes/2/data/label: Node \"v\": label must be a string, not 7");
  }

  @Test
  void aTimeoutOfZeroIsLegal() {
    Drawing drawing = new Drawing();
    drawing.nodes.add(object("id", "t", "type", "trigger", "data", object("timeout", "PT0S")));
    assertThat(drawing.workflow().node(0).policy().timeout()).contains(Duration.ZERO);
  }

  @Test
  void dataAndConfigMayBeAbsentOrNull() {
    Drawing drawing = new Drawing();
    drawing.nodes.add(object("id", "t", "type", "trigger"));
    drawing.nodes.add(object("id", "u", "type", "trigger", "data", null));
    drawing.nodes.add(object("id", "v", "type", "trigger", "data", object("config", null)));
    Workflow workflow = drawing.workflow();
    for (Node node : workflow.nodes()) {
      assertThat(node.config()).isEqualTo(new ConfigValue.Constant(Map.of("kind", "manual")));
      assertThat(node.label()).isEqualTo("Unnamed Node");
    }
  }

  @Test
  void longIdsOfManyUnitsAreCountedInCharacters() {
    Drawing drawing = new Drawing();
    drawing.node("\ud83d\ude00".repeat(200), "trigger");
    assertThat(drawing.problems()).isEmpty();
  }

  @Test
  void policiesComeFromTheNodeOrItsType() {
    Drawing drawing = Drawing.diamond();
    drawing.data(2).put("timeout", "PT30S");
    drawing
        .data(2)
        .put(
            "retry",
            object(
                "maxAttempts",
                new BigDecimal("5.0"),
                "initialInterval",
                "PT2S",
                "backoffCoefficient",
                1,
                "maxInterval",
                "P1W"));
    drawing.data(2).put("onError", "continue");
    drawing.data(2).put("join", "any");
    Workflow workflow = drawing.workflow();
    assertThat(workflow.node(2).policy())
        .isEqualTo(
            new Node.Policy(
                new Retry(5, Duration.ofSeconds(2), 1.0, Duration.ofDays(7)),
                Optional.of(Duration.ofSeconds(30)),
                OnError.CONTINUE,
                Join.ANY));
    assertThat(workflow.node(0).policy())
        .isEqualTo(new Node.Policy(Retry.attempts(1), Optional.empty(), OnError.STOP, Join.ALL));
    assertThat(workflow.node(3).policy().retry()).isEqualTo(Retry.attempts(3));
  }

  @Test
  void anEdgeFromErrorMeansBranchWhereNothingIsSaid() {
    Drawing drawing = Drawing.diamond();
    drawing.edge("a", "d", "error");
    Workflow workflow = drawing.workflow();
    assertThat(workflow.node(2).policy().onError()).isEqualTo(OnError.BRANCH);
    assertThat(workflow.node(3).policy().onError()).isEqualTo(OnError.STOP);
  }

  @Test
  void edgesKnowTheirHandle() {
    Drawing drawing = Drawing.diamond();
    drawing.edge("b", "a", "error");
    Workflow workflow = drawing.workflow();
    Graph graph = workflow.graph();
    List<String> handles = new ArrayList<>();
    for (int edge = 0; edge < graph.edges(); edge++) {
      handles.add(graph.original(edge) + workflow.handle(edge));
    }
    assertThat(handles).containsExactly("0out", "1true", "2false", "3out", "4out", "5error");
  }

  @Test
  void theWorkflowKnowsItsAncestors() {
    Drawing drawing = Drawing.diamond();
    drawing.config(3).put("parameters", "{{ $nodes.a }}");
    Workflow workflow = drawing.workflow();
    assertThat(workflow.isAncestor(new NodeId("t"), 2)).isTrue();
    assertThat(workflow.isAncestor(new NodeId("c"), 2)).isTrue();
    assertThat(workflow.isAncestor(new NodeId("a"), 3)).isFalse();
    assertThat(workflow.isAncestor(new NodeId("nobody"), 3)).isFalse();
  }

  @Test
  void variablesDoNotFollowTheirOrigin() {
    Drawing drawing = Drawing.diamond();
    Map<String, @Nullable Object> variables = object("a", 1);
    drawing.definition.put("variables", variables);
    Workflow workflow = drawing.workflow();
    variables.clear();
    assertThat(workflow.variables()).containsExactly(Map.entry("a", 1));
  }
}
