package dev.treadle.simulation;

import dev.treadle.runtime.drive.Slot;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.ReplicaId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** What says how many runs of the one organization may go on at once. */
final class RunningSlots {
  private final int most;
  private final PlantedBug bug;
  private final Map<ExecutionId, ReplicaId> taken = new LinkedHashMap<>();

  /**
   * All are free.
   *
   * @param most 0 where there is no limit
   */
  RunningSlots(int most, PlantedBug bug) {
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
      taken.put(execution, replica);
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
   * @param abandoned whether what a replica was about to do with a run will not be done
   */
  void freeIf(Predicate<ExecutionId> runs, BiPredicate<ReplicaId, ExecutionId> abandoned) {
    if (bug != PlantedBug.LOST_SLOT_KEPT) {
      taken
          .entrySet()
          .removeIf(
              slot ->
                  (bug == PlantedBug.SLOT_FREED_WITH_LEASE || !runs.test(slot.getKey()))
                      && abandoned.test(slot.getValue(), slot.getKey()));
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
