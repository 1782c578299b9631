package dev.treadle.postgres.tier;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How many runs of an organization go on at once, and how much its queued ones count beside those
 * of others, by its tier.
 *
 * @param most runs at once; none of a tier that has no limit
 * @param weights 1 where there is none
 */
public record Concurrency(Map<Tier, Integer> most, Map<Tier, Integer> weights) {
  /** What the tiers say themselves. */
  public static final Concurrency USUAL = usual();

  public Concurrency {
    most = Map.copyOf(most);
    weights = Map.copyOf(weights);
  }

  private static Concurrency usual() {
    Map<Tier, Integer> most = new EnumMap<>(Tier.class);
    for (Tier tier : Tier.values()) {
      tier.concurrency().ifPresent(limit -> most.put(tier, limit));
    }
    return new Concurrency(most, Map.of());
  }

  /** How many runs of an organization go on at once; empty without a limit. */
  public Optional<Integer> most(Tier tier) {
    return Optional.ofNullable(most.get(tier));
  }

  /** Arguments of the functions that claim: the tiers, and how many runs of each. */
  public String sqlLimits() {
    return array(Tier::name) + "::text[], " + array(tier -> sql(most.get(tier))) + "::int[]";
  }

  /** How much each tier counts, in the same order. */
  public String sqlWeights() {
    return array(tier -> String.valueOf(weights.getOrDefault(tier, 1))) + "::int[]";
  }

  private static String sql(@Nullable Integer limit) {
    return limit == null ? "NULL" : limit.toString();
  }

  private static String array(Function<Tier, String> element) {
    return Arrays.stream(Tier.values()).map(element).collect(Collectors.joining(",", "'{", "}'"));
  }
}
