package dev.treadle.engine.expression;

import dev.treadle.values.ErrorCode;
import java.util.function.BooleanSupplier;

/**
 * What one evaluation may use. Everything is counted, nothing is timed, so that the same evaluation
 * passes or fails the same on every machine.
 *
 * <p>Work is counted in steps: one for each evaluated node, one for every few cells or characters
 * that a built-in reads or writes. Memory is counted in bytes of an upper estimate, garbage
 * included.
 */
final class Budget {
  /** Steps of one evaluation. */
  static final long STEPS = 8_000_000;

  /** Estimated bytes that one evaluation may allocate, garbage included. */
  static final long BYTES = 128L << 20;

  /**
   * Depth of nested evaluations: three for a call in a function's body, so that it recurses some
   * four hundred times. More does not fit in a stack of 1 MB, the default, in every state of
   * compilation; a stack of 512 KB ends it, by the same error, after some two hundred.
   */
  static final int DEPTH = 1_200;

  /** Depth to which a walk over a value follows its nesting. */
  static final int VALUE_DEPTH = 500;

  private static final int POLL_INTERVAL = 1_024;

  private final BooleanSupplier expired;
  private long steps = STEPS;
  private long bytes = BYTES;
  private long nextPoll = STEPS - POLL_INTERVAL;
  private int depth;

  Budget(BooleanSupplier expired) {
    this.expired = expired;
  }

  void step() {
    if (--steps < nextPoll) {
      poll();
    }
  }

  void steps(long count) {
    steps -= count;
    if (steps < nextPoll) {
      poll();
    }
  }

  /** The work of reading or writing so many cells of arrays or objects. */
  void cells(long count) {
    steps(1 + (count >> 2));
  }

  /** The work of reading or writing so many characters. */
  void characters(long count) {
    steps(1 + (count >> 4));
  }

  void allocate(long count) {
    bytes -= count;
    if (bytes < 0) {
      throw limit("it needs more memory than an expression may use");
    }
  }

  /** The work and the memory of a new text. */
  void text(long length) {
    characters(length);
    allocate(48 + 2 * length);
  }

  void enter() {
    step();
    if (++depth > DEPTH) {
      throw limit("its calls are nested too deeply");
    }
  }

  void leave() {
    depth--;
  }

  static void nesting(int depth) {
    if (depth > VALUE_DEPTH) {
      throw limit("a value is nested too deeply");
    }
  }

  static ExpressionException limit(String why) {
    return new ExpressionException(
        ErrorCode.EXPRESSION_LIMIT, "The expression was stopped: " + why);
  }

  private void poll() {
    if (steps < 0) {
      throw limit("it takes more steps than an expression may use");
    }
    nextPoll = steps - POLL_INTERVAL;
    if (expired.getAsBoolean()) {
      throw new ExpressionException(
          ErrorCode.TIMEOUT, "The expression was stopped: its time was up");
    }
  }
}
