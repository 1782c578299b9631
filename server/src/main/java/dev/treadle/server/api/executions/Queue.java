package dev.treadle.server.api.executions;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.server.backend.Backend;
import dev.treadle.values.OrganizationId;
import java.util.Optional;

/** Tells of runs that could go on, and wait for their turn: their journals do not know of it. */
record Queue(Backend backend, OrganizationId organization) {
  /** A run as its journal and its row tell it together. */
  RunSummary told(RunSummary run, RunStatus row) {
    boolean queued = row == RunStatus.PENDING && run.heldFor().isEmpty();
    return queued && !run.status().hasEnded() ? queued(run) : run;
  }

  RunSummary queued(RunSummary run) {
    return run.pending(reason());
  }

  /** Why a queued run waits. */
  String reason() {
    Optional<Integer> most = backend.concurrency(backend.slots().tier(organization));
    return most.isPresent() && backend.slots().areTaken(organization, most.get())
        ? "the organization may run " + most.get() + " executions at once, and others are before it"
        : "the server has as many executions as it can run";
  }
}
