package dev.treadle.simulation;

import dev.treadle.runtime.drive.Slot;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.ReplicaId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** What says how many runs of the one organization may go on at once. */
final class RunningSlots {
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final int most;
  private final PlantedBug bug;
  private final VirtualClock clock;
  private final Map<ExecutionId, Taken> taken = new LinkedHashMap<>();

  /** Whose it is, and since when. */
  private record Taken(ReplicaId replica, Instant at) {}

  /**
   * All are free.
   *
   * @param most 0 where there is no limit
   */
  RunningSlots(VirtualClock clock, int most, PlantedBug bug) {
    this.clock = clock;
    this.most = most;
    this.bug = bug;
  }

  boolean areLimited() {
    return most > 0;
  }

  /** Whether so many runs may go on. */
  boolean allow(long running) {
    return most == 0 || running <= most;
  }

  boolean areFree() {
    return most == 0 || taken.size() < most || bug == PlantedBug.SLOT_GIVEN_TWICE;
  }

  /** Whether a run may go on; the same run has but one slot. */
  boolean claim(ReplicaId replica, ExecutionId execution) {
    if (areLimited() && (taken.containsKey(execution) || areFree())) {
      taken.put(execution, new Taken(replica, clock.now()));
    }
    return !areLimited() || taken.containsKey(execution);
  }

  /** What a run has that goes on. */
  Slot of(ExecutionId execution) {
    return taken.containsKey(execution) ? Slot.HELD : Slot.NOT_NEEDED;
  }

  void free(ExecutionId execution) {
    taken.remove(execution);
  }

  /**
   * Frees those of runs that do not go on, and that nobody is about to begin.
   *
   * @param lost whether a replica will do nothing any more
   * @param idle whether a replica does nothing with a run; it may have claimed the slot just now
   */
  void freeIf(
      Predicate<ExecutionId> runs,
      Predicate<ReplicaId> lost,
      BiPredicate<ReplicaId, ExecutionId> idle) {
    Instant longAgo = clock.now().minus(GRACE);
    if (bug != PlantedBug.LOST_SLOT_KEPT) {
      taken
          .entrySet()
          .removeIf(
              slot ->
                  (bug == PlantedBug.SLOT_FREED_WITH_LEASE || !runs.test(slot.getKey()))
                      && (lost.test(slot.getValue().replica())
                          || (slot.getValue().at().isBefore(longAgo)
                              && idle.test(slot.getValue().replica(), slot.getKey()))));
    }
  }

  /** What a new run starts with. */
  Slot start(ReplicaId replica, ExecutionId execution, boolean isFirst) {
    if (!areLimited()) {
      return Slot.NOT_NEEDED;
    }
    return isFirst && claim(replica, execution) ? Slot.HELD : Slot.LACKING;
  }
}
