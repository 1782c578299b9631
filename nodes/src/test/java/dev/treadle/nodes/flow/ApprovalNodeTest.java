package dev.treadle.nodes.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.Awaited;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalNodeTest extends NodeContract {
  @Override
  protected NodeType<?> type() {
    return new ApprovalNode();
  }

  @Test
  void asksWithAMessageAndWaits() throws InterruptedException {
    Outcome outcome =
        FakeContext.of("{\"n\": 5}")
            .run(
                new ApprovalNode(),
                "{\"message\": \"Pay {{ n }}?\", \"approvers\": [\"OWNER\"], \"timeout\":"
                    + " \"PT1M\"}");
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Awaiting(
                new Awaited.Approval("Pay 5?", List.of("OWNER")),
                FakeContext.NOW.plusSeconds(60),
                "waits for a decision: Pay 5?, until 2026-01-31T09:01:00Z"));
  }

  @Test
  void needsNothing() throws InterruptedException {
    assertThat(FakeContext.of("{}").run(new ApprovalNode(), "{}"))
        .isEqualTo(
            new Outcome.Awaiting(
                new Awaited.Approval("", List.of()), null, "waits for a decision"));
  }

  @Test
  void anApproverWhoCanBeNobodyIsAProblem() {
    String config =
        "{\"approvers\": [\"owner\", \"VIEWER\", \"{{ who }}\","
            + " \"0199c0de-0000-7000-8000-000000000000\", \"boss\"]}";
    assertThat(type().spec().signature().check().apply(JsonText.constantObject(config)))
        .extracting(ConfigProblem::pointer)
        .containsExactly("/approvers/1", "/approvers/4");
    assertThat(
            type().spec().signature().check().apply(JsonText.constantObject("{\"approvers\": []}")))
        .extracting(ConfigProblem::pointer)
        .containsExactly("/approvers");
  }
}
