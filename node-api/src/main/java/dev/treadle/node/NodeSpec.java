package dev.treadle.node;

import dev.treadle.values.Effect;
import dev.treadle.values.Handles;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.NodeSignature.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a node type is. Immutable; built from {@link #of} by saying how it differs from a pure step
 * with the one handle {@code out}.
 *
 * @param <C> its config
 */
public final class NodeSpec<C extends Record> {
  private final NodeSignature signature;
  private final Class<C> configType;
  private final String title;
  private final String description;
  private final Example example;

  private NodeSpec(
      NodeSignature signature,
      Class<C> configType,
      String title,
      String description,
      Example example) {
    this.signature = signature;
    this.configType = configType;
    this.title = title;
    this.description = description;
    this.example = example;
  }

  /**
   * A working example.
   *
   * @param input the node's input
   * @param result what the node then adds; for an effectful node what it may add
   */
  public record Example(
      Map<String, @Nullable Object> config,
      Map<String, @Nullable Object> input,
      Map<String, @Nullable Object> result) {
    /** From JSON texts, each of an object. */
    public static Example of(String config, String input, String result) {
      return new Example(
          JsonText.constantObject(config),
          JsonText.constantObject(input),
          JsonText.constantObject(result));
    }
  }

  /** A pure step with the handle {@code out}. */
  public static <C extends Record> NodeSpec<C> of(
      String type, Class<C> configType, String title, String description, Example example) {
    NodeSignature signature =
        new NodeSignature(
            type,
            Role.STEP,
            Effect.PURE,
            SchemaOf.record(configType),
            config -> Handles.OUT,
            config -> List.of());
    return new NodeSpec<>(signature, configType, title, description, example);
  }

  /** The same in another role. */
  public NodeSpec<C> as(Role role) {
    return with(
        new NodeSignature(
            signature.type(),
            role,
            signature.effect(),
            signature.config(),
            signature.handles(),
            signature.check()));
  }

  /** The same with another effect on the world. */
  public NodeSpec<C> with(Effect effect) {
    return with(
        new NodeSignature(
            signature.type(),
            signature.role(),
            effect,
            signature.config(),
            signature.handles(),
            signature.check()));
  }

  /** The same with handles that may depend on the config, which may break the schema. */
  public NodeSpec<C> choosing(Function<Map<String, @Nullable Object>, Handles> handles) {
    return with(
        new NodeSignature(
            signature.type(),
            signature.role(),
            signature.effect(),
            signature.config(),
            handles,
            signature.check()));
  }

  /** The same with rules beyond the schema, for configs that keep it. */
  public NodeSpec<C> checkedBy(Function<Map<String, @Nullable Object>, List<ConfigProblem>> check) {
    return with(
        new NodeSignature(
            signature.type(),
            signature.role(),
            signature.effect(),
            signature.config(),
            signature.handles(),
            check));
  }

  private NodeSpec<C> with(NodeSignature changed) {
    return new NodeSpec<>(changed, configType, title, description, example);
  }

  public String type() {
    return signature.type();
  }

  public NodeSignature signature() {
    return signature;
  }

  public Class<C> configType() {
    return configType;
  }

  public String title() {
    return title;
  }

  public String description() {
    return description;
  }

  public Example example() {
    return example;
  }
}
