package dev.treadle.engine.run;

import dev.treadle.values.Awaited;
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

  /** The node goes on when somebody outside gives this, or when its timer is due. */
  record Answer(int node, Iteration iteration, Awaited what) implements Pending {}
}
