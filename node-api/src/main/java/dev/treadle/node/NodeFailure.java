package dev.treadle.node;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;

/** An attempt's failure on its way up through calls; the caller of the node makes it an outcome. */
public final class NodeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Outcome.Failed outcome;

  private NodeFailure(Outcome.Failed outcome) {
    super(outcome.failure().message(), null, false, false);
    this.outcome = outcome;
  }

  /** A failure that says more: details, a pause the other side asked for, usage. */
  public static NodeFailure of(Outcome.Failed outcome) {
    return new NodeFailure(outcome);
  }

  /** Trying again cannot help. */
  public static NodeFailure permanent(ErrorCode code, String message) {
    return new NodeFailure(Outcome.permanent(code, message));
  }

  /** Trying again may help. */
  public static NodeFailure retryable(ErrorCode code, String message) {
    return new NodeFailure(Outcome.transientFailure(code, message));
  }

  public Outcome.Failed outcome() {
    return outcome;
  }
}
