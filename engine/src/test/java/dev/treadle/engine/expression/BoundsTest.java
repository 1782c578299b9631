package dev.treadle.engine.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundsTest {
  private static Scope scope(Map<String, @Nullable Object> input) {
    return new Scope(input, Map.of(), Instant.EPOCH, 1);
  }

  private static Evaluated evaluate(String source) throws ExpressionSyntaxException {
    return Expression.compile(source).evaluate(scope(Map.of("n", 1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$pad('x', 200000000)",
        "$pad('x', -1e300, 'ab')",
        "[1..10000000]",
        "$sum([1..9000000])",
        "[1..5000000, 1..5000000]",
        "$string([1..5000000])",
        "[1..3000].([1..3000])",
        "[1..3000].$map([1..3000], function($x){$x})",
        "$count([1..3000000][$ % 2 = 0])",
        "($f := function($x){$f($x)}; $f(1))",
        "($f := function($x){$f($x) + 1}; $f(1))",
        "($f := function($x){($f($x))[0]}; $f(1))",
        "($f := function($x){$f($f)}; $f($f))",
        "($f := function($x){$eval('$f(1)')}; $f(1))",
        "($s := '$eval($s)'; $eval($s))",
        "$match($pad('', 100000, 'a'), /a.*a.*b/)",
        "$replace($pad('', 30000, 'a'), /(a*)*b/, 'x')",
        "$contains($pad('', 40, 'a') & '!', /^(?:(?:a*)*)*$/)",
        "$toMillis($pad('', 10000, '1'), '[Y][M][D][H][m][s][f][d][W]x')",
        "$formatInteger(1e15, 'I')",
        "$formatNumber(1, $pad('0', 1000, '0'))",
        "$fromMillis(0, $pad('', 1000, '[Y]'))",
        "$fromMillis(0, '[Y,9999999-9999999]') & $pad('', 500000000)",
        "$distinct([1..2000000])",
        "$sort([1..2000000], function($a, $b){$a < $b})",
        "[1..2000000]^(>$)",
        "$zip([1..2000000], [1..2000000])",
        "$reduce([1..200000], function($a, $i){$a & 'xxxxxxxxxx'}, '')",
        "$reduce([1..100000], function($a, $i){$merge([$a, {$string($i): 1}])}, {})",
        "$reduce([1..1000000], function($a, $i){[$a]}, [])",
        "$reduce([1..600], function($a, $i){[[$a]]}, []) = 1 or $string($reduce([1..600],"
            + " function($a, $i){[[$a]]}, [])) = ''",
        "$reduce([1..120], function($a, $i){[[$a]]}, [])",
        "$reduce([1..120], function($a, $i){{'a': $a}}, {})",
        "[1..3000].$contains($pad('', 100000, 'a'), $pad('', 50000, 'a') & 'b')",
        "$match($pad('', 1000000, 'ab'), /(a)(b)/)",
        "$split($pad('', 3000000, 'ab'), '')",
        "$base64encode($pad('', 40000000, 'ab'))",
        "[1..200].$encodeUrl($pad('', 1000000, 'é'))",
        "(function($x)<a+a+a+a+a+a+a+a+n>{$x})("
            + "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,'x')",
        "$reduce([1..2000000], function($p, $i){function($x){$p}}, 1)",
        "($x := {'a': 1}; $y := ($x ~> |$|{'b': $}|); $string($y))",
        "[1..1000]@$a.[1..1000]@$b.[1..1000]@$c.($a)",
        "[1..2000]#$i.([1..2000]#$j)",
        "{'a': [1..1000000]}.**",
        "[1..1000000]{$string($): $}",
        "$shuffle([1..8000000])",
        "$keys([1..100000].{$string($): 1})[$ in $keys([1..100000].{$string($): 1})]",
        "$map([1..1000000], function($v, $i, $a){$count($a[$ > 0])})"
      })
  void whatRunsAwayIsStopped(String source) {
    assertThatThrownBy(() -> evaluate(source))
        .isInstanceOfSatisfying(
            ExpressionException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPRESSION_LIMIT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$a & $a|'xxxxxxxx'",
        "$append($a, $a)|[1, 2, 3]",
        "$join([$a, $a])|'xxxxxxxx'",
        "$replace($a, 'x', 'xx')|'xxxxxxxx'",
        "$replace($a, /x/, '$0$0')|'xxxxxxxx'",
        "[$a, $a]|[1, 2, 3]",
        "{'a': $a, 'b': $a}|1",
        "[[$a], [$a]]|1",
        "$uppercase($a & $a)|'ß'",
        "$string([$a])|'\\\\\\\\'",
        "$zip($a, $a)|[1, 2]",
        "$encodeUrlComponent($a)|'%'"
      })
  void whatDoublesIsStopped(String bodyAndStart) {
    List<String> parts = List.of(bodyAndStart.split("\\|", 2));
    String source =
        "$reduce([1..40], function($a, $i){" + parts.get(0) + "}, " + parts.get(1) + ")";
    Throwable stopped = catchThrowable(() -> evaluate(source));
    if (stopped == null) {
      return;
    }
    assertThat(stopped)
        .isInstanceOfSatisfying(
            ExpressionException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPRESSION_LIMIT));
  }

  @Test
  void deepSourcesAreRefusedWhateverTheyNest() {
    for (String unit : List.of("(", "[", "{\"a\":", "-", "a[", "$f(", "a.", "1+", "a?", "|a|")) {
      assertThatThrownBy(() -> Expression.compile(unit.repeat(100_000) + "1"))
          .isInstanceOf(ExpressionSyntaxException.class);
    }
    assertThatThrownBy(() -> Expression.compile("/" + "(".repeat(4_000) + ")".repeat(4_000) + "/"))
        .isInstanceOf(ExpressionSyntaxException.class);
  }

  @Test
  void recursionGoesThreeHundredAndFiftyDeepOnAVirtualThread() throws Exception {
    Expression sum =
        Expression.compile("($f := function($x){$x <= 0 ? 0 : $x + $f($x - 1)}; $f(n))");
    List<Evaluated> results = new ArrayList<>();
    Thread thread =
        Thread.startVirtualThread(() -> results.add(sum.evaluate(scope(Map.of("n", 350)))));
    thread.join();
    assertThat(results.toString()).isEqualTo("[Value[json=61425]]");
    assertThatThrownBy(() -> sum.evaluate(scope(Map.of("n", 500))))
        .isInstanceOfSatisfying(
            ExpressionException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPRESSION_LIMIT));
  }

  @Test
  void theSamePointIsReachedEveryTime() throws ExpressionSyntaxException {
    AtomicInteger polls = new AtomicInteger();
    List<Integer> counts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      polls.set(0);
      Scope counting =
          new Scope(Map.of(), Map.of(), Instant.EPOCH, 1, () -> polls.incrementAndGet() < 0);
      Expression endless = Expression.compile("($f := function($x){$f($x)}; $f(1))");
      assertThatThrownBy(() -> endless.evaluate(counting)).isInstanceOf(ExpressionException.class);
      counts.add(polls.get());
    }
    assertThat(counts).containsOnly(counts.get(0));
    assertThat(counts.get(0)).isGreaterThan(1_000);
  }

  @Test
  void whatHasExpiredEndsWithTimeout() throws ExpressionSyntaxException {
    AtomicInteger polls = new AtomicInteger();
    Scope expiring =
        new Scope(Map.of(), Map.of(), Instant.EPOCH, 1, () -> polls.incrementAndGet() > 2);
    Expression endless = Expression.compile("($f := function($x){$f($x)}; $f(1))");
    assertThatThrownBy(() -> endless.evaluate(expiring))
        .isInstanceOfSatisfying(
            ExpressionException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
  }

  @Test
  void aTransformOfFiftyThousandItemsIsWithinTheBounds() throws ExpressionSyntaxException {
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      items.add(
          Map.of("id", "item-" + i, "price", i / 7.0, "qty", i % 9, "tags", List.of("a", "b")));
    }
    Expression transform =
        Expression.compile(
            "items.{'id': id, 'label': $uppercase(id) & '!', 'total': $round(price * qty, 2),"
                + " 'cheap': price < 100 and qty > 2, 'tags': $join(tags, ',')}");
    assertThat(transform.evaluate(scope(Map.of("items", items))))
        .isInstanceOfSatisfying(
            Evaluated.Value.class, value -> assertThat((List<?>) value.json()).hasSize(50_000));
  }
}
