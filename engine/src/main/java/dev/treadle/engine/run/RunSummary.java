package dev.treadle.engine.run;

import dev.treadle.values.Usage;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run as a whole at one moment, without its nodes. Immutable.
 *
 * @param output of a completed run
 * @param error of a failed run: {@code {code, message, …}}
 * @param nodesExecuted how many nodes are completed, triggers too
 * @param usage what all attempts consumed, failed ones too
 * @param origin the run that it was made from
 * @param parent the run that called it
 * @param heldFor why nothing of it is done yet
 */
public record RunSummary(
    RunStatus status,
    Map<String, @Nullable Object> input,
    Optional<Map<String, @Nullable Object>> output,
    Optional<Map<String, @Nullable Object>> error,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    int nodesExecuted,
    Usage usage,
    Optional<Origin> origin,
    Optional<Parent> parent,
    Optional<String> heldFor) {}
