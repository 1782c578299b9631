package dev.treadle.node;

import dev.treadle.values.Evaluated;

/** A config member that holds JSON with templates, evaluated only when the node asks. */
@FunctionalInterface
public interface Deferred {
  /**
   * Evaluates the templates in the context of the node's input.
   *
   * @throws NodeFailure when one fails or passes a bound
   */
  Evaluated evaluate();
}
