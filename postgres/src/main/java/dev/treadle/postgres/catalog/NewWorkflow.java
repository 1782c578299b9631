package dev.treadle.postgres.catalog;

import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.Audit;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.database.Binding;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.postgres.tier.LimitReached;
import dev.treadle.postgres.tier.Slots;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.TemplateId;
import dev.treadle.values.UserId;
import dev.treadle.values.WorkflowId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** A workflow that is about to be made, by whom and from which template. */
public record NewWorkflow(
    OrganizationId organization,
    WorkflowId id,
    Content content,
    Optional<TemplateId> template,
    boolean active,
    Actor actor) {
  /** One statement: what the tier says, the workflow, its version, and who made it. */
  private static final String CREATE =
      "with reached as materialized ("
          + Slots.WORKFLOWS_AT_LIMIT
          + """
            ),
            w as (
              insert into workflow (organization_id, id, name, description, nodes, edges,
                  variables, is_active, version_label, tags, template_id, latest_version, revision,
                  created_by, created_at, updated_at)
              select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, date_trunc('milliseconds', now()),
                  date_trunc('milliseconds', now())
               where not exists (select from reached)
              returning *),
            v as (
              insert into workflow_version
                  (organization_id, workflow_id, version, definition, created_by, created_at)
              select w.organization_id, w.id, 1, ?, w.created_by, w.created_at from w),
            recorded as materialized (select
          """
          + Audit.RECORD
          + " as seq from w) select "
          + Workflows.COLUMNS
          + """
          , 0::bigint, null::timestamptz, reached.most, reached.used, recorded.seq
            from (select 1) one
            left join reached on true left join w on true left join recorded on true
          """;

  /** What became of a new workflow. */
  public sealed interface Creation {
    record Created(StoredWorkflow workflow) implements Creation {}

    /** The organization has as many as its tier allows. */
    record Refused(LimitReached limit) implements Creation {}
  }

  Creation insert(TenantQueries queries) {
    return queries.queryOne(organization, CREATE, this::bind, NewWorkflow::creation).orElseThrow();
  }

  private void bind(Binding to) throws SQLException {
    to.id(organization.value())
        .id(organization.value())
        .id(id.value())
        .text(content.name())
        .text(content.description().orElse(null))
        .text(content.nodes())
        .text(content.edges())
        .text(content.variables())
        .flag(active)
        .text(content.label())
        .texts(content.tags())
        .id(template.map(TemplateId::value).orElse(null))
        .id(actor.user().map(UserId::value).orElse(null))
        .text(Workflows.definition(content));
    Audit.bind(
        to,
        organization,
        AuditEntry.of(actor, Action.WORKFLOW_CREATE, id, Map.of("name", content.name())));
  }

  private static Creation creation(ResultSet row) throws SQLException {
    int limit = row.getInt(18);
    return row.wasNull()
        ? new Creation.Created(Workflows.read(row))
        : new Creation.Refused(new LimitReached(limit, row.getLong(19), Optional.empty()));
  }
}
