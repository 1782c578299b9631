package dev.treadle.engine.expression;

/** A JSONata error by its code, on its way out of the parser or the evaluator. Has no stack. */
final class Fault extends RuntimeException {
  private final String code;
  private final int position;
  private final String detail;

  Fault(String code, int position, String detail) {
    super(detail, null, false, false);
    this.code = code;
    this.position = position;
    this.detail = detail;
  }

  Fault(String code, String detail) {
    this(code, -1, detail);
  }

  String code() {
    return code;
  }

  int position() {
    return position;
  }

  /** What it means, for people. */
  String detail() {
    return detail;
  }

  /** The code and what it means, for people. */
  String describe() {
    return code + ": " + detail;
  }
}
