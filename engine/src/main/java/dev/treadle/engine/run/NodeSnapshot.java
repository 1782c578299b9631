package dev.treadle.engine.run;

import dev.treadle.values.NodeError;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a node of a run stands. Of a node of a body, which has run many times, as it stands in the
 * last iteration, by the order of the items, that came to it.
 *
 * @param attempt the last attempt that began, 0 before the first
 * @param result what it added, empty before it completed
 * @param error of its last failed attempt
 * @param usage of all attempts together, in all iterations
 * @param reason which handle was taken, or why it was skipped, waits or failed
 * @param iterations of a node of a body
 */
public record NodeSnapshot(
    NodeStatus status,
    int attempt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Map<String, @Nullable Object> result,
    Optional<NodeError> error,
    Usage usage,
    String reason,
    Optional<Iterations> iterations) {

  /**
   * What is kept of all iterations together.
   *
   * @param shown the one that the rest is told of; empty while none came to the node
   * @param ended in how many of those that are over the node ended how
   */
  public record Iterations(Optional<Iteration> shown, Map<NodeStatus, Integer> ended) {}
}
