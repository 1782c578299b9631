package dev.treadle.engine.workflow;

import static dev.treadle.engine.workflow.Drawing.object;
import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.workflow.ConfigValue.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigCompilerTest {
  private static Map<String, ConfigValue> compiled(String type, @Nullable Object... config) {
    Drawing drawing = new Drawing();
    drawing.node("t", "trigger");
    drawing.node("n", type, config);
    drawing.edge("t", "n");
    return switch (drawing.workflow().node(1).config()) {
      case ConfigValue.Members members -> members.members();
      case Constant constant -> Map.of("constant", constant);
      default -> throw new AssertionError("not an object");
    };
  }

  @Test
  void aConfigWithoutTemplatesIsOneConstant() {
    Map<String, @Nullable Object> parameters = object("a", List.of(1, object("b", null)));
    Map<String, ConfigValue> config =
        compiled("integration", "connector", "x", "operation", "y", "parameters", parameters);
    assertThat(config)
        .containsExactly(
            Map.entry(
                "constant",
                new Constant(
                    object("connector", "x", "operation", "y", "parameters", parameters))));
  }

  @Test
  void constantsDoNotFollowTheirOrigin() {
    List<Object> list = new ArrayList<>(List.of(1));
    Map<String, ConfigValue> config =
        compiled("integration", "connector", "{{ x }}", "operation", "y", "parameters", list);
    list.add(2);
    assertThat(config.get("parameters")).isEqualTo(new Constant(List.of(1)));
  }

  @Test
  void aTemplateMayStandForEveryType() {
    List<String> names = List.of("timeout", "notBefore", "follow", "pages", "share", "headers");
    Map<String, @Nullable Object> config = object("connector", "{{ x }}", "operation", "y");
    names.forEach(name -> config.put(name, "{{ x }}"));
    Object[] pairs =
        config.entrySet().stream()
            .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
            .toArray();
    Map<String, ConfigValue> compiled = compiled("integration", pairs);
    for (String name : names) {
      assertThat(compiled.get(name)).isInstanceOf(ConfigValue.Templated.class);
    }
    assertThat(compiled("transform", "remove", "{{ x }}").get("remove"))
        .isInstanceOf(ConfigValue.Templated.class);
  }

  @Test
  void templatesAreFoundAtAnyDepth() {
    Map<String, ConfigValue> config =
        compiled(
            "integration",
            "connector",
            "x",
            "operation",
            "y",
            "parameters",
            object("{{ key }}", List.of("plain", object("a", "{{ b }}"))));
    assertThat(config.get("parameters"))
        .isInstanceOfSatisfying(
            ConfigValue.Members.class,
            members ->
                assertThat(members.members().get("{{ key }}"))
                    .isInstanceOfSatisfying(
                        ConfigValue.Elements.class,
                        elements -> {
                          assertThat(elements.elements().get(0)).isEqualTo(new Constant("plain"));
                          assertThat(elements.elements().get(1))
                              .isInstanceOf(ConfigValue.Members.class);
                        }));
  }

  @Test
  void whatTheNodeEvaluatesItselfStaysDeferred() {
    Map<String, ConfigValue> config = compiled("transform", "set", object("a", 1, "b", "{{ c }}"));
    assertThat(config.get("set"))
        .isInstanceOfSatisfying(
            ConfigValue.Members.class,
            members -> {
              assertThat(members.members().get("a"))
                  .isEqualTo(new ConfigValue.Deferred(new Constant(1)));
              assertThat(members.members().get("b"))
                  .isInstanceOfSatisfying(
                      ConfigValue.Deferred.class,
                      deferred ->
                          assertThat(deferred.value()).isInstanceOf(ConfigValue.Templated.class));
            });
    assertThat(config.get("mode")).isEqualTo(new Constant("merge"));
  }

  @Test
  void bracesInAnExpressionAreNoTemplate() {
    assertThat(compiled("transform", "expression", "{\"a\": {\"b\": {}}}").get("expression"))
        .isInstanceOf(ConfigValue.Code.class);
  }

  @Test
  void nullForAnOptionalMemberIsAsIfAbsent() {
    Map<String, ConfigValue> config =
        compiled("transform", "expression", "x", "set", null, "mode", null, "remove", null);
    assertThat(config).containsOnlyKeys("expression", "mode");
    assertThat(config.get("mode")).isEqualTo(new Constant("merge"));
  }

  @Test
  void nullForAnyJsonIsItself() {
    Map<String, ConfigValue> config =
        compiled("integration", "connector", "{{ x }}", "operation", "y", "parameters", null);
    assertThat(config.get("parameters")).isEqualTo(new Constant(null));
  }

  @Test
  void rulesMayBeOneOrSeveral() {
    Map<String, @Nullable Object> rule = object("left", "{{ x }}", "operator", "exists");
    assertThat(conditionProblems(rule)).isEmpty();
    assertThat(conditionProblems(object("conditions", List.of(rule)))).isEmpty();
    assertThat(conditionProblems(object("conditions", List.of())))
        .containsExactly("INVALID_CONFIG /nodes/1/data/config/rules/conditions");
  }

  private static List<String> conditionProblems(Map<String, @Nullable Object> rules) {
    Drawing drawing = Drawing.diamond();
    drawing.config(1).clear();
    drawing.config(1).put("rules", rules);
    return drawing.problems();
  }
}
