package dev.treadle.engine.workflow;

import dev.treadle.values.Handles;
import dev.treadle.values.InDoubt;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Retry;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A node of a compiled workflow.
 *
 * @param index its place in the definition, from 0
 * @param label what people call it
 * @param config {@code data.config}, compiled
 */
public record Node(
    int index,
    NodeId id,
    String label,
    NodeSignature signature,
    ConfigValue config,
    Handles handles,
    Policy policy) {

  /** The label of a node that has none. */
  public static final String UNNAMED = "Unnamed Node";

  /**
   * What holds around the node's own work.
   *
   * @param timeout the bound of one attempt, where the definition sets one
   */
  public record Policy(Retry retry, Optional<Duration> timeout, OnError onError, Join join) {}

  /** What follows when the attempts of a node are used up. */
  public enum OnError {
    /** The run fails. */
    STOP,
    /** The node counts as completed, with the error as its result. */
    CONTINUE,
    /** The node has failed and takes the handle {@code error}. */
    BRANCH
  }

  /** What follows when a crash leaves open whether an attempt was made. */
  public InDoubt inDoubt() {
    return switch (config) {
      case ConfigValue.Constant constant -> InDoubt.of(members(constant.json()));
      case ConfigValue.Members some ->
          some.members().get(InDoubt.MEMBER) instanceof ConfigValue.Constant said
              ? InDoubt.of(Collections.singletonMap(InDoubt.MEMBER, said.json()))
              : InDoubt.RETRY;
      case ConfigValue.Templated ignored -> InDoubt.RETRY;
      case ConfigValue.Code ignored -> InDoubt.RETRY;
      case ConfigValue.Deferred ignored -> InDoubt.RETRY;
      case ConfigValue.Elements ignored -> InDoubt.RETRY;
    };
  }

  private static Map<String, @Nullable Object> members(@Nullable Object json) {
    return Objects.requireNonNullElse(Json.asObject(json), Map.of());
  }

  /** Whether a run may start here. */
  public boolean isTrigger() {
    return signature.role() == NodeSignature.Role.TRIGGER;
  }

  /** When a node with several incoming edges is ready. */
  public enum Join {
    /** All edges are decided and at least one was taken. */
    ALL,
    /** The first edge was taken. */
    ANY
  }
}
