package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;

/** Asks for a new run. */
public record StartRequest(
    ExecutionId execution,
    OrganizationId organization,
    CompiledVersion version,
    Command.Start start,
    Entry entry) {
  /** The same with a slot, or without. */
  public StartRequest with(Slot slot) {
    return new StartRequest(execution, organization, version, start, entry.with(slot));
  }
}
