package dev.treadle.nodes.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PricesTest {
  @Test
  void costsAreExact() {
    Prices prices = Prices.parse("{\"m\": {\"input\": \"0.15\", \"output\": 0.60}}");
    assertThat(prices.cost("m", 7, 3))
        .hasValueSatisfying(cost -> assertThat(cost).hasToString("0.00000285"));
    assertThat(prices.cost("m", 0, 0))
        .hasValueSatisfying(cost -> assertThat(cost.isZero()).isTrue());
    assertThat(prices.cost("n", 7, 3)).isEmpty();
  }

  @Test
  void anOwnTableLiesOverTheBuiltInOne() {
    Prices own = Prices.parse("{\"$comment\": \"x\", \"gpt-4o\": {\"input\": 1, \"output\": 1}}");
    assertThat(Prices.builtIn().with(own).cost("gpt-4o", 1_000_000, 0))
        .hasValueSatisfying(cost -> assertThat(cost).hasToString("1"));
    assertThat(Prices.builtIn().cost("gpt-4o-mini", 1, 1)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"m\": 1}",
        "{\"m\": {\"input\": \"1\"}}",
        "{\"m\": {\"input\": \"-1\", \"output\": \"1\"}}",
        "{\"m\": {\"input\": \"1e9\", \"output\": \"1\"}}",
        "{\"m\": {\"input\": \"free\", \"output\": \"1\"}}"
      })
  void aWrongTableIsRefusedInASentence(String table) {
    assertThatThrownBy(() -> Prices.parse(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("price table");
  }
}
