package dev.treadle.values;

import java.time.Duration;

/**
 * How often a failed attempt is repeated, and after which pause.
 *
 * @param maxAttempts the first attempt counts: 1 means no repetition
 * @param initialInterval the pause after the first attempt
 * @param backoffCoefficient by what each further pause is longer; at least 1
 * @param maxInterval the longest pause
 */
public record Retry(
    int maxAttempts, Duration initialInterval, double backoffCoefficient, Duration maxInterval) {
  public static final Duration INITIAL_INTERVAL = Duration.ofSeconds(1);
  public static final double BACKOFF_COEFFICIENT = 2.0;
  public static final Duration MAX_INTERVAL = Duration.ofMinutes(1);

  /** Pauses get longer by at most this share of themselves, so that retries do not fall in step. */
  private static final double MOST_JITTER = 0.2;

  public Retry {
    if (maxAttempts < 1
        || initialInterval.isNegative()
        || maxInterval.isNegative()
        || !(backoffCoefficient >= 1)) {
      throw new IllegalArgumentException("not a retry policy");
    }
  }

  /** The default policy with that many attempts. */
  public static Retry attempts(int maxAttempts) {
    return new Retry(maxAttempts, INITIAL_INTERVAL, BACKOFF_COEFFICIENT, MAX_INTERVAL);
  }

  /**
   * The pause after a failed attempt: never shorter than the policy says, and up to a fifth longer.
   *
   * @param attempt the attempt that failed, counted from 1
   * @param jitter a random number from 0 (inclusive) to 1 (exclusive)
   */
  public Duration pauseAfter(int attempt, double jitter) {
    double factor = Math.pow(backoffCoefficient, attempt - 1.0);
    double pause = Math.min(initialInterval.toMillis() * factor, (double) maxInterval.toMillis());
    return Duration.ofMillis(Math.round(pause * (1 + MOST_JITTER * jitter)));
  }
}
