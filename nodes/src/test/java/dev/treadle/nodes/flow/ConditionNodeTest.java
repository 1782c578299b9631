package dev.treadle.nodes.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.treadle.node.JsonSchema;
import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.FakeExpressions;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionNodeTest extends NodeContract {
  private static final String INPUT =
      """
      {"score": 85, "half": 0.5, "name": "Ada", "empty": "", "null": null, "no": false,
       "list": [1, "a", [2]], "none": [], "o": {"k": 1.0}, "nothing_in": {},
       "astral": "\\ud83d\\ude00", "bmp": "\\ufffd"}\
      """;

  @Override
  protected NodeType<?> type() {
    return new ConditionNode();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "score | equals | 85 | true",
        "score | equals | 85.0 | true",
        "score | equals | '85' | false",
        "o | equals | {'k': 1} | true",
        "list | equals | [1, 'a', [2]] | true",
        "null | equals | null | true",
        "null | equals | false | false",
        "absent | equals | null | false",
        "absent | notEquals | null | true",
        "score | notEquals | '{{ absent }}' | true",
        "absent | notEquals | '{{ absent }}' | true",
        "score | notEquals | 85 | false",
        "score | notEquals | '85' | true",
        "score | greaterThan | 84 | true",
        "score | greaterThan | 85 | false",
        "score | greaterThan | '8' | false",
        "score | greaterThan | '{{ half }}' | true",
        "score | greaterThanOrEqual | 85 | true",
        "score | lessThan | 85 | false",
        "score | lessThanOrEqual | 85 | true",
        "absent | lessThan | 85 | false",
        "null | lessThan | 85 | false",
        "no | lessThan | true | false",
        "name | lessThan | 'Adb' | true",
        "name | lessThan | 'Adaa' | true",
        "astral | greaterThan | '{{ bmp }}' | true",
        "name | contains | 'd' | true",
        "name | contains | 'D' | false",
        "name | contains | 1 | false",
        "list | contains | 'a' | true",
        "list | contains | [2] | true",
        "list | contains | 2 | false",
        "o | contains | 'k' | false",
        "name | startsWith | 'A' | true",
        "name | endsWith | 'da' | true",
        "score | startsWith | 8 | false",
        "score | in | [1, 85] | true",
        "score | in | '85' | false",
        "name | in | 'Ada Lovelace' | false",
        "absent | in | [null] | false",
        "null | in | [null] | true",
        "name | matches | 'd' | true",
        "name | matches | '^d' | false",
        "score | matches | '8' | false",
        "score | exists | | true",
        "null | exists | | true",
        "absent | exists | | false",
        "absent | isEmpty | | true",
        "null | isEmpty | | true",
        "empty | isEmpty | | true",
        "none | isEmpty | | true",
        "nothing_in | isEmpty | | true",
        "no | isEmpty | | false",
        "o | isEmpty | | false",
        "score | isEmpty | | false",
      })
  void comparesWithoutConversion(
      String left, String operator, @Nullable String right, boolean holds)
      throws InterruptedException {
    String rule = "{'left': '{{ " + left + " }}', 'operator': '" + operator + "'";
    String rest = right == null ? "}" : ", 'right': " + right + "}";
    assertThat(chosen(rules("and", rule + rest)).handle()).isEqualTo(String.valueOf(holds));
  }

  @Test
  void andAndOrStopAtTheFirstDecision() throws InterruptedException {
    List<String> asked = new ArrayList<>();
    FakeExpressions expressions =
        FakeExpressions.of(
            source -> {
              asked.add(source);
              return new Evaluated.Value(source);
            });
    String config =
        rules("and", rule("a", "b"), rule("c", "never")).replace("'never'", "'{{ never }}'");
    new FakeRun(expressions).run(config);
    assertThat(asked).containsExactly("a");
    asked.clear();
    new FakeRun(expressions).run(rules("or", rule("a", "a"), rule("c", "c")));
    assertThat(asked).containsExactly("a");
  }

  @Test
  void groupsNest() throws InterruptedException {
    String nested =
        "{'combinator': 'or', 'conditions': [" + rule("name", "B") + "," + rule("score", 85) + "]}";
    assertThat(chosen(rules("and", rule("name", "Ada"), nested)).handle()).isEqualTo("true");
  }

  @Test
  void theReasonSaysWhy() throws InterruptedException {
    assertThat(chosen("{'expression': 'score'}").reason()).isEqualTo("score is true");
    assertThat(chosen("{'expression': 'absent'}").reason()).isEqualTo("absent is false");
    assertThat(chosen(rules("and", rule("score", 85), rule("name", "B"))).reason())
        .isEqualTo("\"Ada\" equals \"B\" is false");
    assertThat(chosen(rules("or", rule("absent", 1), rule("list", 2))).reason())
        .isEqualTo("nothing equals 1 is false; [1, \"a\", [2]] equals 2 is false");
    String[] many = new String[50];
    Arrays.fill(many, rule("name", "x".repeat(500)));
    assertThat(chosen(rules("or", many)).reason()).hasSize(300).endsWith("…");
  }

  @Test
  void theFirstCaseThatIsTrueWins() throws InterruptedException {
    String config =
        "{'cases': [{'handle': 'never', 'expression': 'no'},"
            + "{'handle': 'vip', 'expression': 'score'}, {'handle': 'x', 'expression': 'name'}]}";
    assertThat(chosen(config)).isEqualTo(Outcome.chose("vip", "case \"vip\" matched: score"));
    assertThat(chosen("{'cases': [{'handle': 'never', 'expression': 'no'}]}"))
        .isEqualTo(Outcome.chose("default", "no case matched"));
    assertThat(handles(config))
        .isEqualTo(new Handles(List.of("never", "vip", "x", "default"), "default"));
    assertThat(handles("{'expression': 'x'}"))
        .isEqualTo(new Handles(List.of("true", "false"), "true"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{'cases': []} | /cases",
        "{'cases': [{'handle': 'default', 'expression': 'x'}]} | /cases/0/handle",
        "{'cases': [{'handle': 'error', 'expression': 'x'}]} | /cases/0/handle",
        "{'cases': [{'handle': ' ', 'expression': 'x'}]} | /cases/0/handle",
        "{'cases': [{'handle': 'a\\u0007', 'expression': 'x'}]} | /cases/0/handle",
        "{'cases': [{'handle': '\\ud800', 'expression': 'x'}]} | /cases/0/handle",
        "{'cases': [{'handle': '{{ a }}', 'expression': 'x'}]} | /cases/0/handle",
        "{'cases': [{'handle': 'a', 'expression': 'x'}, {'handle': 'a', 'expression': 'y'}]}"
            + " | /cases/1/handle",
        "{'rules': {'combinator': 'and', 'conditions': []}} | /rules/conditions",
        "{'rules': {'combinator': 'and', 'conditions': [{'combinator': 'or', 'conditions': []}]}}"
            + " | /rules/conditions/0/conditions",
        "{'rules': {'combinator': 'and', 'conditions':"
            + " [{'left': 1, 'operator': 'matches', 'right': '('}]}}"
            + " | /rules/conditions/0/right",
        "{'rules': {'combinator': 'and', 'conditions':"
            + " [{'left': 1, 'operator': 'matches', 'right': '((a{999}){999}){999}'}]}}"
            + " | /rules/conditions/0/right",
        "{'rules': {'combinator': 'and', 'conditions': [{'left': 1, 'operator': 'equals'}]}}"
            + " | /rules/conditions/0",
      })
  void reportsWhatTheSchemaCannotSay(String config, String pointer) {
    assertThat(type().spec().signature().check().apply(object(config)))
        .extracting(ConfigProblem::pointer)
        .containsExactly(pointer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$",
        "^[]{}]+[^]x]\\[\\p{L}$",
        "(?i)(?:[[:alpha:]]+@){1,3}"
      })
  void usualPatternsAreTaken(String pattern) {
    assertThat(TextPattern.compile(pattern).canSearch("x".repeat(100_000))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"((a{1000}){1000}){1000}", "[]{](a{1000}){1000}", "(?=a)", "\\Q[\\E(a{1000}){99}"})
  void patternsThatRe2OrMemoryCannotTakeAreRefused(String pattern) {
    assertThatIllegalArgumentException().isThrownBy(() -> TextPattern.compile(pattern));
  }

  @Test
  void aPatternFromATemplateFailsTheNodeWhenRe2RefusesIt() throws InterruptedException {
    Outcome outcome =
        FakeContext.of("{\"name\": \"Ada\", \"p\": \"(\"}")
            .run(
                new ConditionNode(),
                object(rules("and", "{'left': 'x', 'operator': 'matches', 'right': '{{ p }}'}")));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_CONFIG));
  }

  @Test
  void theJsonSchemaReachesIntoNestedGroups() {
    String schema = Json.write(JsonSchema.of(type().spec().signature().config()));
    String bad =
        rules("and", "{'combinator': 'or', 'conditions': [{'left': 1, 'operator': 'like'}]}");
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(bad.replace('\'', '"'), InputFormat.JSON))
        .isNotEmpty();
  }

  private static String rules(String combinator, String... conditions) {
    return "{'rules': {'combinator': '"
        + combinator
        + "', 'conditions': ["
        + String.join(",", conditions)
        + "]}}";
  }

  private static String rule(String left, Object right) {
    return "{'left': '{{ "
        + left
        + " }}', 'operator': 'equals', 'right': "
        + (right instanceof String text ? "'" + text + "'" : right)
        + "}";
  }

  private static Outcome.Completed chosen(String config) throws InterruptedException {
    return (Outcome.Completed) FakeContext.of(INPUT).run(new ConditionNode(), object(config));
  }

  private Handles handles(String config) {
    return type().spec().signature().handles().apply(object(config));
  }

  private static Map<String, @Nullable Object> object(String json) {
    return JsonText.constantObject(json.replace('\'', '"'));
  }

  private record FakeRun(FakeExpressions expressions) {
    void run(String config) throws InterruptedException {
      FakeContext.of(INPUT).with(expressions).run(new ConditionNode(), object(config));
    }
  }
}
