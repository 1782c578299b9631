package dev.treadle.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void numbersAreEqualByValueWhateverTheirJavaType() {
    assertThat(Json.equal(1, 1L)).isTrue();
    assertThat(Json.equal(1, new BigDecimal("1.0"))).isTrue();
    assertThat(Json.equal(0.1, new BigDecimal("0.1"))).isTrue();
    assertThat(Json.equal(-0.0, 0)).isTrue();
    assertThat(Json.equal(new BigDecimal("9007199254740993"), 9007199254740992L)).isFalse();
  }

  @Test
  void valuesOfDifferentTypesAreNeverEqual() {
    assertThat(Json.equal("1", 1)).isFalse();
    assertThat(Json.equal(null, false)).isFalse();
    assertThat(Json.equal(List.of(), Map.of())).isFalse();
  }

  @Test
  void anAbsentMemberDiffersFromNull() {
    Map<String, Object> withNull = new LinkedHashMap<>();
    withNull.put("a", null);
    Map<String, Object> other = new LinkedHashMap<>();
    other.put("b", null);
    assertThat(Json.equal(withNull, other)).isFalse();
  }

  @Test
  void writesEveryDigitOfANumber() {
    assertThat(Json.write(new BigDecimal("12345678901234567890.10")))
        .isEqualTo("12345678901234567890.10");
    assertThat(Json.write(85.0)).isEqualTo("85");
    assertThat(Json.write(0.1 + 0.2)).isEqualTo("0.30000000000000004");
    assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void escapesWhatIsNoTextAndKeepsWhatIs() {
    assertThat(Json.write("a\"\\\n\u0001\u00e9\ud83d\ude00"))
        .isEqualTo("\"a\\\"\\\\\\n\\u0001\u00e9\ud83d\ude00\"");
    assertThat(Json.write("x\ud800y\udc00")).isEqualTo("\"x\\ud800y\\udc00\"");
  }

  @Test
  void frozenValuesDoNotFollowTheirOrigin() {
    List<Object> list = new ArrayList<>(List.of(1));
    Object frozen = Json.freeze(Map.of("list", list));
    list.add(2);
    assertThat(Json.write(frozen)).isEqualTo("{\"list\":[1]}");
  }

  @Test
  void moneyIsExactAndPlain() {
    Money sum = new Money(new BigDecimal("0.1")).plus(new Money(new BigDecimal("0.20")));
    assertThat(sum).hasToString("0.3");
    assertThat(new Money(new BigDecimal("1E-9"))).hasToString("0.000000001");
    assertThat(Money.ZERO).hasToString("0");
  }

  @Test
  void aComputedNumberIsWrittenAsTheDecimalThatIsReadFromIt() {
    for (double number :
        new double[] {1e15, 1.5e300, -2e-7, 1.0e-5, 0.001, 1e-4, Double.MIN_VALUE}) {
      String text = Json.write(number);
      assertThat(Json.write(new BigDecimal(text))).isEqualTo(text);
      assertThat(Double.parseDouble(text)).isEqualTo(number);
    }
  }
}
