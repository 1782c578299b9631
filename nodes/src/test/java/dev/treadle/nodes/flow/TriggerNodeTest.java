package dev.treadle.nodes.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TriggerNodeTest extends NodeContract {
  @Override
  protected NodeType<?> type() {
    return new TriggerNode();
  }

  @Test
  void needsNoConfigAndAddsNothing() throws InterruptedException {
    assertThat(FakeContext.of("{\"a\": 1}").run(new TriggerNode(), "{}"))
        .isEqualTo(Outcome.completed("out", Map.of()));
    assertThat(type().spec().signature().role()).isEqualTo(Role.TRIGGER);
  }
}
