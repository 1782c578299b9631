package dev.treadle.engine.expression;

/** A source that does not parse. The message is for people and names the JSONata error code. */
public final class ExpressionSyntaxException extends Exception {
  private final int position;

  ExpressionSyntaxException(String message, int position) {
    super(message);
    this.position = position;
  }

  /** 0-based offset into the source, -1 when unknown. */
  public int position() {
    return position;
  }
}
