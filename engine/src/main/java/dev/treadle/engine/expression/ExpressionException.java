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

  /** {@code EXPRESSION_FAILED}, {@code EXPRESSION_LIMIT} or {@code TIMEOUT}. */
  public ErrorCode code() {
    return code;
  }
}
