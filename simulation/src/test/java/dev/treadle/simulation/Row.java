package dev.treadle.simulation;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.ReplicaId;
import java.time.Instant;
import java.util.Optional;

/** The row of a run, and whose it is. */
record Row(OrganizationId organization, RunRow run, Optional<ReplicaId> owner) {
  /** Whether it is nobody's until somebody has something for it. */
  boolean rests() {
    return owner.isEmpty() && !run.status().hasEnded();
  }

  boolean isQueued() {
    return run.status() == RunStatus.PENDING && run.times().wakeAt().isPresent();
  }

  Row queued() {
    return new Row(
        organization,
        new RunRow(
            false, run.workflow(), run.version(), RunStatus.PENDING, run.times(), run.totals()),
        Optional.empty());
  }

  Row ownedBy(ReplicaId replica, RunStatus status) {
    RunRow.Times times =
        new RunRow.Times(run.times().startedAt(), run.times().endedAt(), Optional.empty());
    return new Row(
        organization,
        new RunRow(false, run.workflow(), run.version(), status, times, run.totals()),
        Optional.of(replica));
  }

  boolean isReady(Instant now) {
    return run.status() == RunStatus.WAITING
        && run.times().wakeAt().filter(at -> !at.isAfter(now)).isPresent();
  }

  boolean isDriven() {
    return run.status() == RunStatus.PENDING || run.status() == RunStatus.RUNNING;
  }

  static RunRow withoutWake(RunRow row) {
    RunRow.Times times =
        new RunRow.Times(row.times().startedAt(), row.times().endedAt(), Optional.empty());
    return new RunRow(row.born(), row.workflow(), row.version(), row.status(), times, row.totals());
  }

  /** As a replica leaves it that stops: as if it had waited until now. */
  Row handedOver(Instant now) {
    RunRow.Times times =
        new RunRow.Times(run.times().startedAt(), Optional.empty(), Optional.of(now));
    return new Row(
        organization,
        new RunRow(false, run.workflow(), run.version(), RunStatus.WAITING, times, run.totals()),
        Optional.empty());
  }
}
