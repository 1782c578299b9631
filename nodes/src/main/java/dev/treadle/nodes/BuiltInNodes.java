package dev.treadle.nodes;

import dev.treadle.node.NodeType;
import dev.treadle.nodes.ai.AiAgentNode;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.data.TransformNode;
import dev.treadle.nodes.flow.ApprovalNode;
import dev.treadle.nodes.flow.ConditionNode;
import dev.treadle.nodes.flow.LoopNode;
import dev.treadle.nodes.flow.OutputNode;
import dev.treadle.nodes.flow.SubworkflowNode;
import dev.treadle.nodes.flow.TriggerNode;
import dev.treadle.nodes.flow.WaitNode;
import dev.treadle.nodes.http.Egress;
import dev.treadle.nodes.http.IntegrationNode;
import java.util.List;

/** The list of built-in node types. A test fails when one of this module is not on it. */
public final class BuiltInNodes {
  private BuiltInNodes() {}

  public static List<NodeType<?>> all(Egress egress, ChatModels models) {
    return List.of(
        new TriggerNode(),
        new ConditionNode(),
        new TransformNode(),
        new WaitNode(),
        new LoopNode(),
        new SubworkflowNode(),
        new ApprovalNode(),
        new IntegrationNode(egress),
        new AiAgentNode(models),
        new OutputNode());
  }
}
