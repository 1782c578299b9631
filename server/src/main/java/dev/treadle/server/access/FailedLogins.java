package dev.treadle.server.access;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.treadle.server.problem.ProblemException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Limits how fast passwords can be guessed: those of one e-mail from one address, and all from one
 * address. A login that succeeds takes nothing from either. Each replica counts for itself.
 */
public final class FailedLogins {
  private static final int PER_EMAIL = 5;
  private static final int PER_ADDRESS = 300;
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int REMEMBERED = 100_000;

  private final LoadingCache<Source, Bucket> sources = buckets(PER_EMAIL);
  private final LoadingCache<String, Bucket> addresses = buckets(PER_ADDRESS);

  private record Source(String email, String address) {}

  /**
   * Makes an attempt, unless too many have failed.
   *
   * @throws ProblemException 429
   */
  public boolean attempt(String email, String address, BooleanSupplier login) {
    Bucket source = sources.get(new Source(email.toLowerCase(Locale.ROOT), address));
    List<Bucket> limits = List.of(source, addresses.get(address));
    // One after the other, or as many as come at once would all be tried.
    synchronized (source) {
      limits.forEach(FailedLogins::require);
      boolean good = login.getAsBoolean();
      if (!good) {
        limits.forEach(limit -> limit.tryConsume(1));
      }
      return good;
    }
  }

  private static void require(Bucket limit) {
    EstimationProbe probe = limit.estimateAbilityToConsume(1);
    if (!probe.canBeConsumed()) {
      throw ProblemException.tooMany(
          "Too many logins have failed.", Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  private static <K> LoadingCache<K, Bucket> buckets(int failures) {
    return Caffeine.newBuilder()
        .maximumSize(REMEMBERED)
        .expireAfterAccess(PERIOD.multipliedBy(2))
        .build(key -> bucket(failures));
  }

  private static Bucket bucket(int failures) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(failures).refillGreedy(failures, PERIOD))
        .build();
  }
}
