package dev.treadle.nodes.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import dev.treadle.values.WorkflowId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubworkflowNodeTest extends NodeContract {
  private static final String ID = "01931b3c-7f1e-7d4a-9c55-0c9f6b1f2a10";
  private static final WorkflowId WORKFLOW = new WorkflowId(UUID.fromString(ID));

  private final SubworkflowNode node = new SubworkflowNode();

  @Override
  protected NodeType<?> type() {
    return node;
  }

  private Outcome run(String config) throws InterruptedException {
    return FakeContext.of("{\"a\": 1}").run(node, config);
  }

  @Test
  void callsTheNewestVersionWithItsOwnInputAndWaits() throws InterruptedException {
    assertThat(run("{\"workflowId\": \"" + ID + "\"}"))
        .isEqualTo(new Outcome.Calling(WORKFLOW, null, Map.of("a", 1), true));
  }

  @Test
  void callsWhatItIsToldWith() throws InterruptedException {
    String config =
        "{\"workflowId\": \"" + ID + "\", \"version\": 3, \"input\": {}, \"wait\": false}";
    assertThat(run(config)).isEqualTo(new Outcome.Calling(WORKFLOW, 3, Map.of(), false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"workflowId\": \"x\"}",
        "{\"workflowId\": \"01931b3c-7f1e-7d4a-9c55-0c9f6b1f2a10\", \"version\": 0}"
      })
  void whatIsNoWorkflowIsRefusedByTheCheckAndAfterTemplates(String config)
      throws InterruptedException {
    assertThat(run(config))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_CONFIG));
    assertThat(node.spec().signature().check().apply(JsonText.constantObject(config))).hasSize(1);
  }
}
