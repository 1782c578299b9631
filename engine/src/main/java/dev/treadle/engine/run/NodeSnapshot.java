package dev.treadle.engine.run;

import dev.treadle.values.NodeError;
import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a node of a run stands.
 *
 * @param attempt the last attempt that began, 0 before the first
 * @param result what it added, empty before it completed
 * @param error of its last failed attempt
 * @param usage of all attempts together
 * @param reason which handle was taken, or why it was skipped, waits or failed
 */
public record NodeSnapshot(
    NodeStatus status,
    int attempt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Map<String, @Nullable Object> result,
    Optional<NodeError> error,
    Usage usage,
    String reason) {}
