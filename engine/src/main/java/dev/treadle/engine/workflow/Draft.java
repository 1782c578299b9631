package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Node.Join;
import dev.treadle.engine.workflow.Node.OnError;
import dev.treadle.values.Effect;
import dev.treadle.values.Handles;
import dev.treadle.values.JsonPointer;
import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.NodeSignature.Role;
import dev.treadle.values.Retry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A node as far as it could be read.
 *
 * @param id {@code null} where there is none; it may break the rules for ids
 * @param duplicate whether an earlier node has the same id, so that no edge can mean this one
 * @param signature {@code null} where the type is not known
 */
record Draft(
    int index,
    @Nullable String id,
    boolean duplicate,
    String label,
    @Nullable NodeSignature signature,
    Compiled compiled,
    Rules rules) {
  /**
   * A config as far as it could be compiled.
   *
   * @param handles {@code null} where they cannot be known
   */
  record Compiled(ConfigValue config, @Nullable Handles handles, List<Reference> references) {
    /** Of a node whose type is not known, or whose config cannot be read. */
    static final Compiled NOT = new Compiled(new ConfigValue.Constant(Map.of()), null, List.of());
  }

  /**
   * What is said around the node's own work.
   *
   * @param onError empty where the definition does not say
   */
  record Rules(Retry retry, Optional<Duration> timeout, Optional<OnError> onError, Join join) {
    /** Where nothing is said, or nothing that can be read. */
    static final Rules DEFAULT =
        new Rules(Retry.attempts(1), Optional.empty(), Optional.empty(), Join.ALL);

    /** With the rule that an edge drawn from {@code error} means {@code branch}. */
    Node.Policy policy(boolean drawnFromError) {
      OnError otherwise = drawnFromError ? OnError.BRANCH : OnError.STOP;
      return new Node.Policy(retry, timeout, onError.orElse(otherwise), join);
    }
  }

  /** The names of nodes which the expression or template at a place asks for. */
  record Reference(JsonPointer at, Set<String> names) {}

  /** An element of {@code nodes} that is no object. */
  static Draft unreadable(int index) {
    return new Draft(index, null, false, Node.UNNAMED, null, Compiled.NOT, Rules.DEFAULT);
  }

  @Nullable Handles handles() {
    return compiled.handles();
  }

  boolean isTrigger() {
    return signature != null && signature.role() == Role.TRIGGER;
  }

  boolean isCondition() {
    return signature != null && signature.type().equals(Definition.CONDITION);
  }

  /** Whether other nodes may lie inside it. */
  boolean isLoop() {
    return signature != null && signature.effect() == Effect.COMPOSITE;
  }

  /** How messages call the node: by its id, or by its place where it has none. */
  String name() {
    return name(index, id);
  }

  static String name(int index, @Nullable String id) {
    return id == null ? "Node " + index : "Node " + Wording.quoted(id);
  }

  /** The node itself, of a definition without errors. */
  Node finished(boolean drawnFromError) {
    Handles handles = handles();
    if (id == null || signature == null || handles == null) {
      throw new IllegalStateException("node " + index + " has errors");
    }
    return new Node(
        index,
        new NodeId(id),
        label,
        signature,
        compiled.config(),
        handles,
        rules.policy(drawnFromError));
  }
}
