package dev.treadle.values;

/**
 * A stable, machine-readable name of what went wrong in a run, upper case with underscores. The set
 * is open: a node type may name its own.
 */
public record ErrorCode(String value) {
  /** An expression or template could not be evaluated. Permanent. */
  public static final ErrorCode EXPRESSION_FAILED = new ErrorCode("EXPRESSION_FAILED");

  /** An expression passed its bound of steps, depth or size. Permanent. */
  public static final ErrorCode EXPRESSION_LIMIT = new ErrorCode("EXPRESSION_LIMIT");

  /** The evaluated config of a node does not fit its type's schema. Permanent. */
  public static final ErrorCode INVALID_CONFIG = new ErrorCode("INVALID_CONFIG");

  /** One attempt took longer than the node's timeout. */
  public static final ErrorCode TIMEOUT = new ErrorCode("TIMEOUT");

  /** The attempt was interrupted from outside. */
  public static final ErrorCode INTERRUPTED = new ErrorCode("INTERRUPTED");

  /** A node type broke its own contract: a bug, not the caller's fault. Permanent. */
  public static final ErrorCode NODE_CRASHED = new ErrorCode("NODE_CRASHED");

  /** A run was taken up again too often without any progress. */
  public static final ErrorCode POISON = new ErrorCode("POISON");

  /** What the iterations of a loop left is more than a run may hold. Permanent. */
  public static final ErrorCode RESULT_LIMIT = new ErrorCode("RESULT_LIMIT");

  /** A crash left open whether the attempt was made, and it is not made again. Permanent. */
  public static final ErrorCode IN_DOUBT = new ErrorCode("IN_DOUBT");

  /** A run that was called by a run that was called, and so on, calls yet another. Permanent. */
  public static final ErrorCode SUBWORKFLOW_DEPTH = new ErrorCode("SUBWORKFLOW_DEPTH");

  /** The execution that a node called has failed. Permanent. */
  public static final ErrorCode CHILD_FAILED = new ErrorCode("CHILD_FAILED");

  /** The execution that a node called was cancelled. Permanent. */
  public static final ErrorCode CHILD_CANCELLED = new ErrorCode("CHILD_CANCELLED");

  public ErrorCode {
    if (!isUpperSnake(value)) {
      throw new IllegalArgumentException("not an error code: " + value);
    }
  }

  private static boolean isUpperSnake(String text) {
    if (text.isEmpty() || text.charAt(0) < 'A' || text.charAt(0) > 'Z') {
      return false;
    }
    return text.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
  }

  @Override
  public String toString() {
    return value;
  }
}
