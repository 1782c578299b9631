package dev.treadle.runtime.drive;

import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;

/** A node type whose nodes do what a test says. */
record FakeType(NodeSpec<Nothing> spec, Behaviour behaviour) implements NodeType<FakeType.Nothing> {
  /** No config. */
  record Nothing() {}

  /** What a node does in an attempt. */
  @FunctionalInterface
  interface Behaviour {
    Outcome act(NodeContext context) throws InterruptedException;
  }

  static FakeType of(String name, Role role, Effect effect, Behaviour behaviour) {
    NodeSpec<Nothing> spec =
        NodeSpec.of(name, Nothing.class, name, name, NodeSpec.Example.of("{}", "{}", "{}"));
    return new FakeType(spec.as(role).with(effect), behaviour);
  }

  @Override
  public Outcome execute(Nothing config, NodeContext context) throws InterruptedException {
    return behaviour.act(context);
  }
}
