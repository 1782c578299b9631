package dev.treadle.runtime.drive;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.InDoubt;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Outcome;

/** A node type whose nodes do what a test says. */
record FakeType<C extends Record>(NodeSpec<C> spec, Behaviour behaviour) implements NodeType<C> {
  /** No config. */
  record Nothing() {}

  /** What a node does in an attempt. */
  @FunctionalInterface
  interface Behaviour {
    Outcome act(NodeContext context) throws InterruptedException;
  }

  /** A node of a type with effects. */
  record Doubtful(
      @About(value = "What follows a crash in flight.", initial = "\"retry\"") InDoubt inDoubt) {}

  static NodeType<?> of(String name, Role role, Effect effect, Behaviour behaviour) {
    return effect == Effect.EFFECTFUL
        ? new FakeType<>(spec(name, Doubtful.class).as(role).with(effect), behaviour)
        : new FakeType<>(spec(name, Nothing.class).as(role).with(effect), behaviour);
  }

  private static <C extends Record> NodeSpec<C> spec(String name, Class<C> config) {
    return NodeSpec.of(name, config, name, name, NodeSpec.Example.of("{}", "{}", "{}"));
  }

  @Override
  public Outcome execute(C config, NodeContext context) throws InterruptedException {
    return behaviour.act(context);
  }
}
