package dev.treadle.node;

import dev.treadle.values.Outcome;

/**
 * A type of node: what it is, and how one attempt of it runs. One file per type, and one line in
 * the list of types.
 *
 * <p>An instance is shared by all attempts of all runs and keeps no state of theirs.
 *
 * @param <C> its config: a record from which schema, form and documentation derive
 */
public interface NodeType<C extends Record> {
  NodeSpec<C> spec();

  /**
   * Runs one attempt, on a virtual thread of its own when the type is effectful. The thread is
   * interrupted when the attempt is out of time or its run is cancelled.
   *
   * @return how the attempt ended; what the world did wrong is an outcome, not an exception
   * @throws NodeFailure as another way to say {@link Outcome.Failed}, from deeper calls
   */
  Outcome execute(C config, NodeContext context) throws InterruptedException;
}
