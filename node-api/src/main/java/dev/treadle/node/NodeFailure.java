package dev.treadle.node;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Failure;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;

/** An attempt's failure on its way up through calls; the caller of the node makes it an outcome. */
public final class NodeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final boolean retryable;

  private NodeFailure(Failure failure, boolean retryable) {
    super(failure.message(), null, false, false);
    this.failure = failure;
    this.retryable = retryable;
  }

  /** Trying again cannot help. */
  public static NodeFailure permanent(ErrorCode code, String message) {
    return new NodeFailure(Failure.of(code, message), false);
  }

  /** Trying again may help. */
  public static NodeFailure retryable(ErrorCode code, String message) {
    return new NodeFailure(Failure.of(code, message), true);
  }

  public Outcome.Failed outcome() {
    return new Outcome.Failed(failure, retryable, null, Usage.NONE);
  }
}
