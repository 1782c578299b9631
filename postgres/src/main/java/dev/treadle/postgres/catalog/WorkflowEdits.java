package dev.treadle.postgres.catalog;

import dev.treadle.engine.run.Command;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.Audit;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.postgres.database.TenantQueries.Parameters;
import dev.treadle.runtime.journal.CommandCodec;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import dev.treadle.values.WorkflowId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Changes of workflows. Each is recorded in the transaction that makes it. */
public final class WorkflowEdits {
  private static final String SAVE =
      """
      with w as (
        update workflow
           set name = ?, description = ?, nodes = ?, edges = ?, variables = ?,
               version_label = ?, tags = ?, is_active = ?,
               latest_version = latest_version + ?, revision = revision + 1,
               updated_at = date_trunc('milliseconds', now())
         where organization_id = ? and id = ? and revision = ? and deleted_at is null
        returning organization_id, id, latest_version, updated_at),
      v as (
        insert into workflow_version
            (organization_id, workflow_id, version, definition, created_by, created_at)
        select w.organization_id, w.id, w.latest_version, ?, ?, w.updated_at from w where ?)
      select latest_version from w
      """;

  private static final String ADD_VERSION =
      """
      with w as (
        update workflow
           set nodes = ?, edges = ?, variables = ?, latest_version = latest_version + 1,
               revision = revision + 1, updated_at = date_trunc('milliseconds', now())
         where organization_id = ? and id = ?
        returning organization_id, id, latest_version, updated_at)
      insert into workflow_version
          (organization_id, workflow_id, version, definition, created_by, created_at)
      select w.organization_id, w.id, w.latest_version, ?, ?, w.updated_at from w
      returning version
      """;

  private static final String TOGGLE =
      """
      update workflow
         set is_active = not is_active, revision = revision + 1,
             updated_at = date_trunc('milliseconds', now())
       where organization_id = ? and id = ? and deleted_at is null
      returning 1
      """;

  private static final String DELETE =
      """
      with w as (
        update workflow set deleted_at = now(), is_active = false, revision = revision + 1
         where organization_id = ? and id = ? and deleted_at is null
        returning organization_id, id),
      c as (
        insert into command (organization_id, execution_id, body)
        select e.organization_id, e.id, ?
          from w join execution e on e.organization_id = w.organization_id and e.workflow_id = w.id
         where e.status in ('PENDING', 'RUNNING', 'WAITING'))
      select 1 from w
      """;

  /** Of a deleted workflow: the runs that go on and have no such letter yet. */
  private static final String CANCEL_LATE =
      """
      insert into command (organization_id, execution_id, body)
      select e.organization_id, e.id, ?
        from workflow w join execution e on e.organization_id = w.organization_id
         and e.workflow_id = w.id
       where w.organization_id = ? and w.id = ? and w.deleted_at is not null
         and e.status in ('PENDING', 'RUNNING', 'WAITING')
         and not exists (
           select 1 from command c
            where c.organization_id = e.organization_id and c.execution_id = e.id
              and c.body = ? and c.outcome is null)
      returning 1
      """;

  private static final String PAUSE =
      """
      update workflow set paused_at = coalesce(paused_at, now())
       where organization_id = ? and id = ? and deleted_at is null
      returning 1
      """;

  private static final String RESUME =
      """
      with w as (
        update workflow set paused_at = null
         where organization_id = ? and id = ? and deleted_at is null
        returning organization_id, id),
      c as (
        insert into command (organization_id, execution_id, body)
        select e.organization_id, e.id, ?
          from w join execution e on e.organization_id = w.organization_id and e.workflow_id = w.id
         where e.status = 'PENDING' and e.wake_at is null)
      select 1 from w
      """;

  private static final String VERSIONS =
      """
      select v.version, v.definition, v.created_by, v.created_at
        from workflow_version v
        join workflow w on w.organization_id = v.organization_id and w.id = v.workflow_id
       where v.organization_id = ? and v.workflow_id = ? and w.deleted_at is null
         and (v.version = ? or ? = 0)
       order by v.version desc
      """;

  private final TenantQueries queries;

  public WorkflowEdits(TenantQueries queries) {
    this.queries = queries;
  }

  /** A version as it was saved. */
  public record Version(
      int version, String definition, Optional<UserId> createdBy, Instant createdAt) {}

  /**
   * Saves a workflow that was read at a revision.
   *
   * @param newVersion whether the definition means something else than before
   * @return false when somebody else changed it meanwhile
   */
  public boolean save(
      OrganizationId organization,
      StoredWorkflow read,
      Content content,
      boolean active,
      boolean newVersion,
      AuditEntry entry) {
    return change(
        organization,
        SAVE,
        to ->
            to.text(content.name())
                .text(content.description().orElse(null))
                .text(content.nodes())
                .text(content.edges())
                .text(content.variables())
                .text(content.label())
                .texts(content.tags())
                .flag(active)
                .number(newVersion ? 1 : 0)
                .id(organization.value())
                .id(read.id().value())
                .number(read.revision())
                .text(Workflows.definition(content))
                .id(entry.actor().user().map(UserId::value).orElse(null))
                .flag(newVersion),
        entry);
  }

  /** Makes a definition the workflow's newest version, whatever it was before. */
  public int addVersion(OrganizationId organization, WorkflowId id, Content content, Actor actor) {
    return queries.inTransaction(
        organization,
        connection -> {
          int version =
              TenantQueries.rows(
                      connection,
                      ADD_VERSION,
                      to ->
                          to.text(content.nodes())
                              .text(content.edges())
                              .text(content.variables())
                              .id(organization.value())
                              .id(id.value())
                              .text(Workflows.definition(content))
                              .id(actor.user().map(UserId::value).orElse(null)),
                      row -> row.getInt(1))
                  .getFirst();
          Audit.record(
              connection,
              organization,
              AuditEntry.of(actor, Action.WORKFLOW_UPDATE, id, Map.of("version", version)));
          return version;
        });
  }

  /** Turns a workflow on or off; false when there is no such workflow. */
  public boolean toggle(OrganizationId organization, WorkflowId id, Actor actor) {
    return change(
        organization,
        TOGGLE,
        to -> to.id(organization.value()).id(id.value()),
        AuditEntry.of(actor, Action.WORKFLOW_TOGGLE, id, Map.of()));
  }

  /**
   * Deletes a workflow, but not its history, and asks the owners of its runs to cancel them; false
   * when there is no such workflow.
   */
  public boolean delete(
      OrganizationId organization, WorkflowId id, Command.CancelRun cancel, Actor actor) {
    return change(
        organization,
        DELETE,
        to -> to.id(organization.value()).id(id.value()).text(CommandCodec.write(cancel)),
        AuditEntry.of(actor, Action.WORKFLOW_DELETE, id, Map.of()));
  }

  /**
   * Asks the owners of the runs that the deletion of their workflow did not see, because they were
   * on their way while it happened.
   *
   * @return how many there were
   */
  public int cancelLate(OrganizationId organization, WorkflowId id, Command.CancelRun cancel) {
    String letter = CommandCodec.write(cancel);
    return queries
        .query(
            organization,
            CANCEL_LATE,
            to -> to.text(letter).id(organization.value()).id(id.value()).text(letter),
            row -> true)
        .size();
  }

  /** Holds new runs of a workflow; false when there is no such workflow. */
  public boolean pause(OrganizationId organization, WorkflowId id, Actor actor) {
    return change(
        organization,
        PAUSE,
        to -> to.id(organization.value()).id(id.value()),
        AuditEntry.of(actor, Action.WORKFLOW_PAUSE, id, Map.of()));
  }

  /** Lets the runs of a workflow go on that are held; false when there is no such workflow. */
  public boolean resume(OrganizationId organization, WorkflowId id, Actor actor) {
    String release = CommandCodec.write(new Command.ReleaseRun());
    return change(
        organization,
        RESUME,
        to -> to.id(organization.value()).id(id.value()).text(release),
        AuditEntry.of(actor, Action.WORKFLOW_RESUME, id, Map.of()));
  }

  /** Makes a change and records it, or does neither. */
  private boolean change(
      OrganizationId organization, String sql, Parameters parameters, AuditEntry entry) {
    return queries.inTransaction(
        organization,
        connection -> {
          boolean changed = !TenantQueries.rows(connection, sql, parameters, row -> true).isEmpty();
          if (changed) {
            Audit.record(connection, organization, entry);
          }
          return changed;
        });
  }

  /**
   * Versions of a workflow, the newest first.
   *
   * @param number of the one that is asked for, 0 for all
   */
  public List<Version> versions(OrganizationId organization, WorkflowId id, int number) {
    return queries.query(
        organization,
        VERSIONS,
        to -> to.id(organization.value()).id(id.value()).number(number).number(number),
        row ->
            new Version(
                row.getInt(1),
                row.getString(2),
                Optional.ofNullable(row.getObject(3, UUID.class)).map(UserId::new),
                row.getObject(4, OffsetDateTime.class).toInstant()));
  }
}
