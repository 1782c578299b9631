package dev.treadle.engine.expression;

import dev.treadle.values.ErrorCode;

/**
 * An evaluation that failed. The message is for people and names the JSONata error code, if any.
 */
public final class ExpressionException extends RuntimeException {
  private final transient ErrorCode code;

  ExpressionException(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** For a defect of the evaluator, which is the cause: it fails what asked, and no more. */
  ExpressionException(RuntimeException bug) {
    super(
        "The expression failed in a way it must not: " + bug.getClass().getSimpleName(),
        bug,
        false,
        false);
    this.code = ErrorCode.EXPRESSION_FAILED;
  }

  /** {@code EXPRESSION_FAILED}, {@code EXPRESSION_LIMIT} or {@code TIMEOUT}. */
  public ErrorCode code() {
    return code;
  }
}
