package dev.treadle.postgres.tier;

import java.time.Instant;
import java.util.Optional;

/**
 * Nothing more is let in.
 *
 * @param used more than the limit after a downgrade
 * @param resetsAt for what is counted by the month
 */
public record LimitReached(int limit, long used, Optional<Instant> resetsAt) {}
