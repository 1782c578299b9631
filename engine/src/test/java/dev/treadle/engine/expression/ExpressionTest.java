package dev.treadle.engine.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final Instant NOW = Instant.parse("2026-03-04T05:06:07.089Z");

  private static Map<String, @Nullable Object> numbers() {
    Map<String, @Nullable Object> input = new HashMap<>();
    input.put("d", new BigDecimal("70.0"));
    input.put("one", new BigDecimal("1.0"));
    input.put("l", 70L);
    input.put("i", 70);
    input.put("b", BigInteger.valueOf(70));
    input.put("huge", new BigDecimal("12345678901234567890.10"));
    input.put("beyond", new BigDecimal("1e400"));
    input.put("list", Arrays.asList(new BigDecimal("3"), 2, 1L, BigInteger.TEN, null));
    input.put("sorted", List.of(new BigDecimal("3"), 2, 1L, BigInteger.TEN));
    return input;
  }

  private static @Nullable Object evaluate(String source) throws ExpressionSyntaxException {
    Evaluated evaluated =
        Expression.compile(source).evaluate(new Scope(numbers(), Map.of(), NOW, 42));
    return evaluated instanceof Evaluated.Value(@Nullable Object json) ? json : evaluated;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "d = 70 and l = 70 and i = 70 and b = 70 and d = b|true",
        "{'x': d} = {'x': 70} and [b] = [l]|true",
        "d & ''|\"70\"",
        "$string(huge)|\"12345678901234567000\"",
        "$type(d)|\"number\"",
        "d > 69 and b <= l and i >= d|true",
        "d in [69, 70]|true",
        "$sum([d, l, i, b])|280",
        "list[$$.one]|2",
        "[one..3]|[1,2,3]",
        "$sort(sorted)|[1,2,3,10]",
        "sorted^(>$)|[10,3,2,1]",
        "$max(sorted) + $average(sorted)|14",
        "$distinct([d, l, i, b, one])|[70.0,1.0]",
        "-d|-70",
        "$number(d)|70.0",
        "$round(huge)|12345678901234567000",
        "list|[3,2,1,10,null]",
        "huge|12345678901234567890.10",
        "[huge, {'a': one}]|[12345678901234567890.10,{\"a\":1.0}]"
      })
  void numbersOfEveryJavaTypeAreDoublesThatKeepTheirDigits(String source, String expected)
      throws ExpressionSyntaxException {
    assertThat(Json.write(evaluate(source))).isEqualTo(expected);
  }

  @Test
  void aTransformKeepsTheDigitsOfWhatItCopies() throws ExpressionSyntaxException {
    assertThat(Json.write(evaluate("{'a': huge} ~> |$|{'b': $$.one}|")))
        .isEqualTo("{\"a\":12345678901234567890.10,\"b\":1.0}");
  }

  @Test
  void aNumberBeyondTheDoublesIsHandedOnButNotComputedWith() throws ExpressionSyntaxException {
    assertThat(evaluate("beyond")).isEqualTo(new BigDecimal("1e400"));
    assertThatThrownBy(() -> evaluate("beyond + 1")).hasMessageStartingWith("D1001");
    assertThatThrownBy(() -> evaluate("1e308 * 10")).hasMessageStartingWith("D1001");
    assertThatThrownBy(() -> evaluate("0/0")).hasMessageStartingWith("D1001");
  }

  @ParameterizedTest
  @ValueSource(strings = {"$sum", "[1, $sum]", "{'f': function($x){$x}}", "/a/", "[[{'a': /a/}]]"})
  void aFunctionInAResultIsAFailure(String source) {
    assertThatThrownBy(() -> evaluate(source))
        .isInstanceOfSatisfying(
            ExpressionException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPRESSION_FAILED));
  }

  @Test
  void aMatchComesOutAsJson() throws ExpressionSyntaxException {
    assertThat(Json.write(evaluate("/a(b)/('xab')")))
        .isEqualTo("{\"match\":\"ab\",\"start\":1,\"end\":3,\"groups\":[\"b\"]}");
  }

  @Test
  void theMomentAndTheSeedAreGiven() throws ExpressionSyntaxException {
    assertThat(evaluate("$now()")).isEqualTo("2026-03-04T05:06:07.089Z");
    assertThat(evaluate("$now('[H01]:[m01]', '+0200')")).isEqualTo("07:06");
    assertThat(evaluate("$millis()")).isEqualTo(NOW.toEpochMilli());
    assertThat(evaluate("$toMillis('08:00', '[H]:[m]')"))
        .isEqualTo(Instant.parse("2026-03-04T08:00:00Z").toEpochMilli());
    String random = "[$random(), $random(), $shuffle([1..20])]";
    assertThat(evaluate(random)).isEqualTo(evaluate(random));
    assertThat(evaluate("$random() = $random()")).isEqualTo(false);
  }

  @Test
  void theInputIsNeitherIteratedNorChanged() throws ExpressionSyntaxException {
    Map<String, @Nullable Object> lazy =
        new AbstractMap<>() {
          @Override
          public @Nullable Object get(@Nullable Object key) {
            return "score".equals(key) ? 71 : null;
          }

          @Override
          public boolean containsKey(@Nullable Object key) {
            return "score".equals(key);
          }

          @Override
          public Set<Entry<String, @Nullable Object>> entrySet() {
            throw new AssertionError("iterated");
          }
        };
    Scope scope = new Scope(lazy, Map.of(), NOW, 1);
    assertThat(Expression.compile("score >= 70 and $.score & '' = '71'").test(scope)).isTrue();
    assertThat(Expression.compile("missing.x").test(scope)).isFalse();
  }

  @Test
  void whateverGoesWrongInsideIsAFailureOfTheExpression() throws ExpressionSyntaxException {
    Map<String, @Nullable Object> broken =
        new AbstractMap<>() {
          @Override
          public Set<Entry<String, @Nullable Object>> entrySet() {
            throw new IllegalStateException("broken");
          }
        };
    Expression expression = Expression.compile("$keys($)");
    assertThatThrownBy(() -> expression.evaluate(new Scope(broken, Map.of(), NOW, 1)))
        .hasMessageContaining("IllegalStateException")
        .hasCauseInstanceOf(IllegalStateException.class)
        .isInstanceOfSatisfying(
            ExpressionException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPRESSION_FAILED));
  }

  @Test
  void oneExpressionServesManyThreads() throws Exception {
    Expression expression =
        Expression.compile("($f := function($x){$x < 2 ? 1 : $x * $f($x - 1)}; $f(d / 7))");
    List<Object> results = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                Evaluated result = expression.evaluate(new Scope(numbers(), Map.of(), NOW, 1));
                synchronized (results) {
                  results.add(result);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(results).hasSize(50).containsOnly(new Evaluated.Value(3_628_800));
  }

  @Test
  void nothingOfTheHostCanBeReached() throws ExpressionSyntaxException {
    for (String source : List.of("$.class", "$$.getClass()", "$env", "$java", "$System.exit(0)")) {
      assertThat(catchCode(source)).isIn("absent", "T1006", "T1005");
    }
  }

  private static String catchCode(String source) throws ExpressionSyntaxException {
    try {
      return evaluate(source) instanceof Evaluated.Absent ? "absent" : "value";
    } catch (ExpressionException e) {
      return String.valueOf(e.getMessage()).split(":", 2)[0];
    }
  }
}
