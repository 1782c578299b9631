package dev.treadle.engine.run;

import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;

/**
 * The run that called a run.
 *
 * @param execution the run that called
 * @param node by which it called, in that iteration
 * @param depth how many runs are above the one that was called, from 1
 * @param waits whether the node waits for the end
 */
public record Parent(
    ExecutionId execution, NodeId node, Iteration iteration, int depth, boolean waits) {
  /** Runs that call one another without end would fill the database. */
  static final int DEEPEST = 10;
}
