package dev.treadle.values;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the engine must know of a node type in order to validate, compile and route; how to execute
 * it is not its business.
 *
 * @param config the shape of {@code data.config}
 * @param handles the handles of a node with this config, which is as it was written (templates not
 *     evaluated) and may break the schema
 * @param check rules beyond the schema, for a config that keeps it
 */
public record NodeSignature(
    String type,
    Role role,
    Effect effect,
    Schema.Members config,
    Function<Map<String, @Nullable Object>, Handles> handles,
    Function<Map<String, @Nullable Object>, List<ConfigProblem>> check) {

  /** What a node is to its run. */
  public enum Role {
    /** A run starts here. */
    TRIGGER,
    /** Its results are the run's output. */
    OUTPUT,
    STEP
  }

  /**
   * Something wrong with a config.
   *
   * @param pointer JSON Pointer within the config: {@code /cases/1/handle}
   * @param message a sentence for people
   */
  public record ConfigProblem(String pointer, String message) {}

  /** How many attempts a node of this type has where its definition does not say. */
  public int defaultAttempts() {
    return effect == Effect.EFFECTFUL ? 3 : 1;
  }
}
