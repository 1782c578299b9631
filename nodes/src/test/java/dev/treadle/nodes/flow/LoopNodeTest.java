package dev.treadle.nodes.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopNodeTest extends NodeContract {
  private final LoopNode node = new LoopNode();

  @Override
  protected NodeType<?> type() {
    return node;
  }

  private Outcome run(String config, String input) throws InterruptedException {
    return FakeContext.of(input).run(node, config);
  }

  @Test
  void goesOverTheElementsOfAnArray() throws InterruptedException {
    assertThat(run("{\"items\": \"xs\"}", "{\"xs\": [1, null, [2]]}"))
        .isEqualTo(new Outcome.Iterating(Arrays.asList(1, null, List.of(2)), 10, false));
  }

  @Test
  void takesAnotherValueAsTheOnlyItem() throws InterruptedException {
    assertThat(run("{\"items\": \"x\"}", "{\"x\": {\"id\": 7}}"))
        .isEqualTo(new Outcome.Iterating(List.of(Map.of("id", 7)), 10, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"x\": null}", "{\"x\": []}"})
  void hasNoItemsWhereThereIsNothing(String input) throws InterruptedException {
    assertThat(run("{\"items\": \"x\"}", input))
        .isEqualTo(new Outcome.Iterating(List.of(), 10, false));
  }

  @Test
  void collectsWhenAskedTo() throws InterruptedException {
    assertThat(run("{\"items\": \"x\", \"mode\": \"collect\", \"concurrency\": 1}", "{\"x\": 1}"))
        .isEqualTo(new Outcome.Iterating(List.of(1), 1, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "4294967297"})
  void refusesAConcurrencyThatIsNone(String concurrency) throws InterruptedException {
    String config = "{\"items\": \"x\", \"concurrency\": " + concurrency + "}";
    assertThat(node.spec().signature().check().apply(JsonText.constantObject(config)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.pointer()).isEqualTo("/concurrency"));
    assertThat(run(config, "{\"x\": []}"))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_CONFIG);
              assertThat(failed.retryable()).isFalse();
            });
  }
}
