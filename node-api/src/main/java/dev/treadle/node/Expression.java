package dev.treadle.node;

import dev.treadle.values.Evaluated;

/**
 * A config member that holds JSONata source. The node decides whether and when it is evaluated;
 * each call evaluates again.
 */
public interface Expression {
  /**
   * Evaluates in the context of the node's input.
   *
   * @throws NodeFailure when it fails or passes a bound
   */
  Evaluated evaluate();

  /** The {@code $boolean} of its value; absent is false. */
  boolean test();

  /** As it was written. */
  String source();
}
