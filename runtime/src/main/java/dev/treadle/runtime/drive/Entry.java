package dev.treadle.runtime.drive;

import dev.treadle.runtime.journal.Append.Queueing;
import java.util.Optional;

/**
 * How a new run is let in.
 *
 * @param ahead whether nodes without effect may run before the run is durable, which is quicker for
 *     a caller who waits for the end
 * @param hold why nothing of the run is to be done until it is released
 * @param slot without one it is queued
 * @param turn if it is queued, those of the same organization with a lower one go first
 */
public record Entry(boolean ahead, Optional<String> hold, Slot slot, int turn) {
  /** Of a run that needs no slot. */
  public static Entry usual(boolean ahead) {
    return new Entry(ahead, Optional.empty(), Slot.NOT_NEEDED, Queueing.NONE.turn());
  }

  /** The same with what it was given. */
  public Entry with(Slot given) {
    return new Entry(ahead, hold, given, turn);
  }
}
