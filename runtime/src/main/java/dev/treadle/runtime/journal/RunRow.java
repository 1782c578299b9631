package dev.treadle.runtime.journal;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.values.Usage;
import dev.treadle.values.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/**
 * What lists and claims need to know of a run without reading its journal. Written when the run
 * begins, when it begins or ends waiting, and when it ends; nowhere between. A pending run with a
 * {@code wakeAt} is queued; one without is held.
 *
 * @param born whether this is the run's first row
 */
public record RunRow(
    boolean born, WorkflowId workflow, int version, RunStatus status, Times times, Totals totals) {

  /** When what happened; a waiting run has no owner and goes on at {@code wakeAt}. */
  public record Times(Instant startedAt, Optional<Instant> endedAt, Optional<Instant> wakeAt) {}

  /** What the run did and consumed so far. */
  public record Totals(int nodesExecuted, Usage usage) {}
}
