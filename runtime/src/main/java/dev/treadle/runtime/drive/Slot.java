package dev.treadle.runtime.drive;

/** Whether a run may go on among the runs of its organization that go on at once. */
public enum Slot {
  /** The organization has no limit. */
  NOT_NEEDED,
  /** One of the organization's slots is this run's until its row says that it does not run. */
  HELD,
  /**
   * It has none: its letters are read, but nothing of it is performed. Where there is something to
   * perform it is queued.
   */
  LACKING
}
