package dev.treadle.engine.run;

import dev.treadle.values.ExecutionId;

/** The run that a run was made from. */
public record Origin(Kind kind, ExecutionId execution) {
  /** What was wanted of it. */
  public enum Kind {
    /** To go on from what had not completed. */
    RETRY,
    /** To be run again from the start. */
    REPLAY
  }
}
