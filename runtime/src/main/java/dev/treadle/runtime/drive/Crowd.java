package dev.treadle.runtime.drive;

import dev.treadle.values.OrganizationId;
import java.util.concurrent.ConcurrentHashMap;

/** How many runs of which organization this process drives, and when that is enough. */
final class Crowd {
  /** Beyond so many, new runs are queued. */
  static final int MOST = 10_000;

  /** An organization that drives fewer is let in, up to twice as many in all. */
  private static final int FEW = MOST / 10;

  private final ConcurrentHashMap<OrganizationId, Integer> runs = new ConcurrentHashMap<>();

  void enter(OrganizationId organization) {
    runs.merge(organization, 1, Integer::sum);
  }

  void leave(OrganizationId organization) {
    runs.computeIfPresent(organization, (id, count) -> count == 1 ? null : count - 1);
  }

  /** Whether a new run of an organization is too much. */
  boolean isTooLarge(int all, OrganizationId organization) {
    return all >= MOST && (all >= 2 * MOST || runs.getOrDefault(organization, 0) >= FEW);
  }
}
