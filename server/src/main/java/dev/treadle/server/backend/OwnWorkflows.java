package dev.treadle.server.backend;

import dev.treadle.engine.run.Command;
import dev.treadle.postgres.catalog.Commands;
import dev.treadle.postgres.catalog.Executions;
import dev.treadle.postgres.catalog.Executions.Portion;
import dev.treadle.postgres.catalog.Workflows;
import dev.treadle.postgres.catalog.Workflows.Latest;
import dev.treadle.postgres.tier.LimitReached;
import dev.treadle.postgres.tier.Slots;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.Callees;
import dev.treadle.runtime.drive.Children;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.WorkflowVersions;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.runtime.drive.WorkflowVersions.UnusableVersionException;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The workflows of an organization, for its own runs to call. */
final class OwnWorkflows implements Callees {
  private static final ErrorCode INACTIVE = new ErrorCode("WORKFLOW_INACTIVE");
  private static final ErrorCode UNKNOWN_VERSION = new ErrorCode("UNKNOWN_VERSION");
  private static final ErrorCode UNUSABLE = new ErrorCode("WORKFLOW_INVALID");
  private static final ErrorCode TIER_LIMIT = new ErrorCode("TIER_LIMIT");

  private final Workflows workflows;
  private final Executions executions;
  private final WorkflowVersions versions;
  private final Limits limits;
  private final Commands commands;
  private final Supplier<UUID> ids;

  /**
   * What limits the runs of an organization.
   *
   * @param slots of the month
   * @param claim of those that go on at once
   */
  record Limits(Slots slots, Claim claim) {
    /** What a new run begins with. */
    @FunctionalInterface
    interface Claim {
      Slot slot(OrganizationId organization, ExecutionId execution, Tier tier, boolean held);
    }
  }

  OwnWorkflows(
      Workflows workflows,
      Executions executions,
      WorkflowVersions versions,
      Limits limits,
      Commands commands,
      Supplier<UUID> ids) {
    this.workflows = workflows;
    this.executions = executions;
    this.versions = versions;
    this.limits = limits;
    this.commands = commands;
    this.ids = ids;
  }

  @Override
  public Found find(OrganizationId organization, WorkflowId workflow, Optional<Integer> asked) {
    Optional<Latest> latest = workflows.latest(organization, workflow);
    if (latest.isEmpty()) {
      return notFound(workflow);
    }
    if (!latest.get().isActive()) {
      return new Refused(INACTIVE, "workflow " + workflow + " is not active");
    }
    int version = asked.orElse(latest.get().version());
    return asked.isPresent() && !workflows.hasVersion(organization, workflow, version)
        ? new Refused(UNKNOWN_VERSION, "workflow " + workflow + " has no version " + version)
        : new Found.Version(version);
  }

  private static Refused notFound(WorkflowId workflow) {
    return new Refused(Children.WORKFLOW_NOT_FOUND, "there is no workflow " + workflow);
  }

  @Override
  public ExecutionId newId() {
    return new ExecutionId(ids.get());
  }

  @Override
  public boolean exists(OrganizationId organization, ExecutionId child) {
    return executions.after(organization, child, 0, Portion.NOTHING).isPresent();
  }

  @Override
  public Admission admit(
      OrganizationId organization, ExecutionId child, WorkflowId workflow, int version) {
    Optional<Latest> latest = workflows.latest(organization, workflow);
    if (latest.isEmpty()) {
      return notFound(workflow);
    }
    CompiledVersion compiled;
    try {
      compiled = versions.get(organization, workflow, version);
    } catch (UnusableVersionException e) {
      return new Refused(UNUSABLE, "workflow " + workflow + ": " + e.getMessage());
    }
    Optional<LimitReached> limit =
        latest.get().tier().executions().isPresent()
            ? limits.slots.claimExecution(organization, child)
            : Optional.empty();
    return limit.isPresent()
        ? new Refused(
            TIER_LIMIT,
            "the organization's tier allows " + limit.get().limit() + " executions a month")
        : new Admission.Admitted(compiled, entry(organization, child, latest.get()));
  }

  private Entry entry(OrganizationId organization, ExecutionId child, Latest latest) {
    Optional<String> hold =
        latest.isPaused() ? Optional.of("the workflow is paused") : Optional.empty();
    Slot slot = limits.claim.slot(organization, child, latest.tier(), latest.isPaused());
    Entry usual = Entry.usual(false);
    return new Entry(usual.ahead(), hold, slot, usual.turn());
  }

  @Override
  public void held(OrganizationId organization, ExecutionId child, WorkflowId workflow) {
    if (workflows.latest(organization, workflow).filter(Latest::isPaused).isEmpty()) {
      commands.leave(organization, child, new Command.ReleaseRun());
    }
  }
}
