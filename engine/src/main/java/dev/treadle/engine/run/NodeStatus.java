package dev.treadle.engine.run;

/** Where a node of a run stands. */
public enum NodeStatus {
  PENDING,
  RUNNING,
  /** Holds no thread: a timer, a signal, an approval or a pause between attempts. */
  WAITING,
  COMPLETED,
  FAILED,
  SKIPPED,
  CANCELLED;

  /** Whether the node will never change again. */
  public boolean hasEnded() {
    return switch (this) {
      case PENDING, RUNNING, WAITING -> false;
      case COMPLETED, FAILED, SKIPPED, CANCELLED -> true;
    };
  }
}
