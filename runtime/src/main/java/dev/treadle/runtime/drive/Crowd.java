package dev.treadle.runtime.drive;

import dev.treadle.values.OrganizationId;
import java.util.concurrent.ConcurrentHashMap;

/** How many runs of which organization this process drives, and when that is enough. */
final class Crowd {
  private final int most;
  private final int few;
  private final ConcurrentHashMap<OrganizationId, Integer> runs = new ConcurrentHashMap<>();

  /**
   * Says when it is enough.
   *
   * @param most beyond so many, new runs are queued; an organization that drives less than a tenth
   *     of that is let in, up to twice as many in all
   */
  Crowd(int most) {
    this.most = most;
    this.few = Math.max(1, most / 10);
  }

  void enter(OrganizationId organization) {
    runs.merge(organization, 1, Integer::sum);
  }

  void leave(OrganizationId organization) {
    runs.computeIfPresent(organization, (id, count) -> count == 1 ? null : count - 1);
  }

  /** Whether a new run of an organization is too much. */
  boolean isTooLarge(int all, OrganizationId organization) {
    return all >= most && (all >= 2L * most || runs.getOrDefault(organization, 0) >= few);
  }

  /** How many more may be taken up; none or fewer when there are enough. */
  int room(int all) {
    return most - all;
  }
}
