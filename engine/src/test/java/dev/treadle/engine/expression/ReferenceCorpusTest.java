package dev.treadle.engine.expression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Our own expressions with what the reference, npm jsonata 2.2.2, makes of them. {@code
 * corpus.json} is an array of {@code {expr, value | absent | function | error}} over {@code
 * data.json}, {@code error} being the code of the reference.
 */
class ReferenceCorpusTest {
  /** Where this implementation deviates, each for the reason that package-info gives. */
  private static final Set<String> DEVIATIONS =
      Set.of(
          "$fromMillis(1e20)",
          "$match(\"abc\","
              + " function($s){{\"match\":\"b\",\"start\":1,\"end\":2,\"groups\":[]}}).index");

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static Object read(String name) throws IOException {
    try (InputStream in = ReferenceCorpusTest.class.getResourceAsStream(name)) {
      return MAPPER.readValue(Objects.requireNonNull(in), Object.class);
    }
  }

  @Test
  void agreesWithTheReferenceOnEveryExpression() throws IOException {
    Map<String, @Nullable Object> data = Objects.requireNonNull(Json.asObject(read("data.json")));
    List<@Nullable Object> corpus = Objects.requireNonNull(Json.asArray(read("corpus.json")));
    List<String> differences = new ArrayList<>();
    for (Object element : corpus) {
      Map<String, @Nullable Object> entry = Objects.requireNonNull(Json.asObject(element));
      String source = String.valueOf(entry.get("expr"));
      String expected = expected(entry);
      String actual = actual(source, data);
      if (!agrees(entry, expected, actual) && !DEVIATIONS.contains(source)) {
        differences.add(source + "\n    expected " + expected + "\n    actual   " + actual);
      }
    }
    assertThat(String.join("\n", differences)).isEmpty();
    assertThat(corpus).hasSizeGreaterThan(1_000);
  }

  private static boolean agrees(Map<String, @Nullable Object> entry, String expected, String actual)
      throws IOException {
    if (entry.containsKey("value") && actual.startsWith("value ")) {
      return Json.equal(entry.get("value"), MAPPER.readValue(actual.substring(6), Object.class));
    }
    if (expected.startsWith("error JS:")) {
      return actual.startsWith("error");
    }
    return actual.equals(expected);
  }

  private static String expected(Map<String, @Nullable Object> entry) {
    if (entry.containsKey("value")) {
      return "value " + Json.write(entry.get("value"));
    }
    if (entry.containsKey("function")) {
      return "error A";
    }
    return entry.containsKey("absent") ? "absent" : "error " + entry.get("error");
  }

  private static String actual(String source, Map<String, @Nullable Object> data) {
    Scope scope =
        new Scope(
            data,
            Map.of("vars", Map.of("limit", 3, "name", "v")),
            Instant.parse("2026-03-04T05:06:07.089Z"),
            7);
    try {
      return switch (Expression.compile(source).evaluate(scope)) {
        case Evaluated.Absent absent -> "absent";
        case Evaluated.Value(@Nullable Object json) -> "value " + Json.write(json);
      };
    } catch (ExpressionSyntaxException | ExpressionException e) {
      return "error " + String.valueOf(e.getMessage()).split("[: ]", 2)[0];
    }
  }
}
