package dev.treadle.engine.run;

/** Where a run stands. */
public enum RunStatus {
  PENDING,
  RUNNING,
  /** Every node that has begun and not ended is waiting. */
  WAITING,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Whether the run will never change again. */
  public boolean hasEnded() {
    return switch (this) {
      case PENDING, RUNNING, WAITING -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }
}
