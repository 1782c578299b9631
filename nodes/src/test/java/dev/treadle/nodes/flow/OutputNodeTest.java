package dev.treadle.nodes.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import org.junit.jupiter.api.Test;

class OutputNodeTest extends NodeContract {
  @Override
  protected NodeType<?> type() {
    return new OutputNode();
  }

  @Test
  void withoutConfigItsInputIsTheOutput() throws InterruptedException {
    assertThat(run("{}")).isEqualTo(completed("{\"order\": {\"id\": 7}}"));
  }

  @Test
  void anExpressionsObjectIsTheOutputAndAnotherValueStandsInValue() throws InterruptedException {
    assertThat(run("{\"expression\": \"order\"}")).isEqualTo(completed("{\"id\": 7}"));
    assertThat(run("{\"expression\": \"order.id\"}")).isEqualTo(completed("{\"value\": 7}"));
    assertThat(run("{\"expression\": \"nothing\"}")).isEqualTo(completed("{}"));
  }

  @Test
  void pathsThatDoNotParseAreReportedAtTheirKeys() {
    assertThat(
            type()
                .spec()
                .signature()
                .check()
                .apply(JsonText.constantObject("{\"set\": {\"a/b..c\": 1}}")))
        .extracting(ConfigProblem::pointer)
        .containsExactly("/set/a~1b..c");
  }

  private static Outcome run(String config) throws InterruptedException {
    return FakeContext.of("{\"order\": {\"id\": 7}}").run(new OutputNode(), config);
  }

  private static Outcome completed(String result) {
    return Outcome.completed("out", JsonText.constantObject(result));
  }
}
