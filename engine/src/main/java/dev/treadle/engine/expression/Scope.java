package dev.treadle.engine.expression;

import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that an evaluation sees. The same scope gives the same result, always.
 *
 * @param input the context {@code $}, JSON; never iterated unless the expression asks for it
 * @param variables JSON by name without the dollar sign: {@code trigger}, {@code nodes}, …
 * @param now the moment that {@code $now()} and {@code $millis()} give
 * @param seed of {@code $random()} and {@code $shuffle()}
 * @param expired asked about every thousand steps; once true, the evaluation ends with {@code
 *     TIMEOUT}
 */
public record Scope(
    Map<String, @Nullable Object> input,
    Map<String, @Nullable Object> variables,
    Instant now,
    long seed,
    BooleanSupplier expired) {

  /** A scope that never expires. */
  public Scope(
      Map<String, @Nullable Object> input,
      Map<String, @Nullable Object> variables,
      Instant now,
      long seed) {
    this(input, variables, now, seed, () -> false);
  }
}
