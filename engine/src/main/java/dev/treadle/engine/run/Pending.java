package dev.treadle.engine.run;

import java.time.Instant;

/** Something that a run waits for. */
public sealed interface Pending {
  /** The number of the node in its workflow. */
  int node();

  /** The iteration in which the node stands. */
  Iteration iteration();

  /** The attempt is to be performed, and its outcome reported. */
  record Perform(int node, Iteration iteration, int attempt) implements Pending {}

  /** The node goes on when the time has come. */
  record Timer(int node, Iteration iteration, Instant due) implements Pending {}
}
