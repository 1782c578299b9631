package dev.treadle.engine.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static final Evaluated ABSENT = Evaluated.Absent.ABSENT;

  private static Map<String, @Nullable Object> input() {
    Map<String, @Nullable Object> input = new HashMap<>();
    input.put("name", "Ada");
    input.put("nothing", null);
    input.put("exact", new BigDecimal("12345678901234567890.10"));
    input.put("tens", new BigDecimal("70.0"));
    input.put("list", Arrays.asList(1, null, Map.of("a", new BigDecimal("1.0"))));
    return input;
  }

  private static Evaluated evaluate(String text) throws ExpressionSyntaxException {
    Map<String, @Nullable Object> nodes = Map.of("n 1", Map.of("output", Map.of("x", 5)));
    return Template.compile(text)
        .evaluate(new Scope(input(), Map.of("nodes", nodes), Instant.EPOCH, 1));
  }

  @Test
  void aLoneExpressionKeepsTheTypeOfItsValue() throws ExpressionSyntaxException {
    assertThat(evaluate("{{ exact }}")).isEqualTo(new Evaluated.Value(input().get("exact")));
    assertThat(evaluate("{{nothing}}")).isEqualTo(new Evaluated.Value(null));
    assertThat(evaluate("{{ missing }}")).isEqualTo(ABSENT);
    assertThat(evaluate("{{ list }}")).isEqualTo(new Evaluated.Value(input().get("list")));
    assertThat(evaluate("{{ tens = 70 }}")).isEqualTo(new Evaluated.Value(true));
    assertThat(evaluate("{{ $nodes.`n 1`.output.x }}")).isEqualTo(new Evaluated.Value(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '\u0001',
      value = {
        "Hi {{ name }}!|Hi Ada!",
        " {{ name }}| Ada",
        "<{{ missing }}>|<>",
        "<{{ nothing }}>|<null>",
        "<{{ exact }}>|<12345678901234567890.10>",
        "<{{ list }}>|<[1,null,{\"a\":1.0}]>",
        "{{ \"{{\" }}|{{",
        "a{{ \"}}\" }}b|a}}b",
        "a{{ '}}' }}b|a}}b",
        "a{{ {\"a\":{\"b\":1}}.a.b }}b|a1b",
        "a{{ $match(\"x}}\", /\\}\\}/).index }}b|a1b",
        "a{{ /* }} */ name }}b|aAdab",
        "a }} b|a }} b",
        "{{ name }}}|Ada}",
        "{{ name }}{{ name }}|AdaAda",
        "{{ `no}}pe` }}.|."
      })
  void valuesStandInTheText(String text, String expected) throws ExpressionSyntaxException {
    assertThat(evaluate(text)).isEqualTo(new Evaluated.Value(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"ab {{ name|3", "{{ }}|0", "{{}}|0", "x {{ a ] }}|7", "{{ a }|0", "{{ 'a }}|3"})
  void whatDoesNotParseNamesItsOffsetInTheWholeText(String text, int position) {
    assertThatThrownBy(() -> Template.compile(text))
        .isInstanceOfSatisfying(
            ExpressionSyntaxException.class,
            e -> assertThat(e.position()).as(e.getMessage()).isEqualTo(position));
  }

  @Test
  void nodesThatAreNamedCanBeSeen() throws ExpressionSyntaxException {
    Template template =
        Template.compile(
            "{{ $nodes.a.output }} {{ $map(x, function($y){$nodes.`b c`}) }}"
                + " {{ [$nodes.\"d\".e[$nodes.f.g]] }} {{ $lookup($nodes, 'h') }}"
                + " {{ $nodes['i'].x }} {{ nodes.z & $vars.nodes.z }}");
    assertThat(template.nodeReferences())
        .containsExactlyInAnyOrder("a", "b c", "d", "f", "h", "i", "x");
    assertThat(template.isConstant()).isFalse();
  }

  @Test
  void aTextWithoutExpressionsIsConstant() throws ExpressionSyntaxException {
    assertThat(Template.isTemplate("a { b }}")).isFalse();
    assertThat(Template.isTemplate("a {{")).isTrue();
    assertThat(Template.compile("a { b }}").isConstant()).isTrue();
    assertThat(Template.compile("a { b }}").constant()).isEqualTo("a { b }}");
    assertThat(Template.compile("").constant()).isEmpty();
  }

  @Test
  void resultsAreFrozen() throws ExpressionSyntaxException {
    Object json = ((Evaluated.Value) evaluate("{{ [1, {\"a\": list}] }}")).json();
    assertThat(Json.write(json)).isEqualTo("[1,{\"a\":[1,null,{\"a\":1.0}]}]");
    assertThat(json).isInstanceOf(List.class);
    assertThatThrownBy(Objects.requireNonNull(Json.asArray(json))::clear)
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
