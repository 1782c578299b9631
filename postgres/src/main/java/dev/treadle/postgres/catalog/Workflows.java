package dev.treadle.postgres.catalog;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.catalog.StoredWorkflow.Statistics;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.WorkflowVersions.Definitions;
import dev.treadle.runtime.drive.WorkflowVersions.StoredVersion;
import dev.treadle.values.Json;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.TemplateId;
import dev.treadle.values.UserId;
import dev.treadle.values.WorkflowId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Workflows and their immutable versions. */
public final class Workflows implements Definitions {
  /** Of {@code workflow w}. */
  static final String COLUMNS =
      """
      w.id, w.name, w.description, w.nodes, w.edges, w.variables, w.version_label, w.tags,
      w.is_active, w.latest_version, w.revision, w.created_by, w.created_at, w.updated_at,
      w.template_id
      """;

  /** How many runs of {@code workflow w} completed, and when its newest one started. */
  static final String RUNS =
      """
      (select coalesce(sum(t.executions), 0) from execution_total t
        where t.organization_id = w.organization_id and t.workflow_id = w.id
          and t.status = 'COMPLETED')
      + (select coalesce(sum(u.executions), 0) from unfolded_executions() u
          where u.workflow_id = w.id and u.status = 'COMPLETED'),
      (select e.started_at from execution e
        where e.organization_id = w.organization_id and e.workflow_id = w.id
        order by e.id desc limit 1)
      """;

  /**
   * The workflow {@code w} with an id, deleted or not. Set apart, because a plan that is made while
   * the table is small takes any index that begins with the organization, and keeps to it when the
   * table has grown: those of workflows that are not deleted cannot be meant here.
   */
  private static final String ONE =
      "(select * from workflow x where x.organization_id = ? and x.id = ? offset 0) w";

  static final String FIND =
      "select " + COLUMNS + ", " + RUNS + " from " + ONE + " where w.deleted_at is null";

  private static final String LATEST =
      "select w.name, w.latest_version, w.is_active, w.paused_at is not null, o.tier from "
          + ONE
          + " join organization o on o.id = w.organization_id where w.deleted_at is null";

  private static final String VERSION =
      """
      select w.name, v.definition
        from workflow_version v
        join workflow w on w.organization_id = v.organization_id and w.id = v.workflow_id
       where v.organization_id = ? and v.workflow_id = ? and v.version = ?
      """;

  private static final String NAMED =
      """
      select w.id, w.latest_version, v.definition
        from workflow w
        join workflow_version v on v.organization_id = w.organization_id
         and v.workflow_id = w.id and v.version = w.latest_version
       where w.organization_id = ? and w.name = ? and w.tags = ? and w.deleted_at is null
       order by w.id limit 1
      """;

  private final TenantQueries queries;

  public Workflows(TenantQueries queries) {
    this.queries = queries;
  }

  /** What starting a run needs to know of a workflow, and of its organization. */
  public record Latest(String name, int version, boolean isActive, boolean isPaused, Tier tier) {}

  /** A workflow's newest version, found by the workflow's name. */
  public record Named(WorkflowId id, int version, String definition) {}

  /**
   * Creates a workflow and its version 1, if the tier has room for it.
   *
   * @param template from which it is made
   */
  public NewWorkflow.Creation create(
      OrganizationId organization,
      WorkflowId id,
      Content content,
      Optional<TemplateId> template,
      boolean active,
      Actor actor) {
    return new NewWorkflow(organization, id, content, template, active, actor).insert(queries);
  }

  public Optional<StoredWorkflow> find(OrganizationId organization, WorkflowId id) {
    return queries.queryOne(
        organization, FIND, to -> to.id(organization.value()).id(id.value()), Workflows::read);
  }

  public Optional<Latest> latest(OrganizationId organization, WorkflowId id) {
    return queries.queryOne(
        organization,
        LATEST,
        to -> to.id(organization.value()).id(id.value()),
        row ->
            new Latest(
                row.getString(1),
                row.getInt(2),
                row.getBoolean(3),
                row.getBoolean(4),
                Tier.valueOf(row.getString(5))));
  }

  public boolean hasVersion(OrganizationId organization, WorkflowId id, int version) {
    return queries
        .queryOne(
            organization,
            "select 1 from workflow_version v"
                + " where v.organization_id = ? and v.workflow_id = ? and v.version = ?",
            to -> to.id(organization.value()).id(id.value()).number(version),
            row -> true)
        .orElse(false);
  }

  /** The oldest workflow with exactly this name and these tags. */
  public Optional<Named> named(OrganizationId organization, String name, List<String> tags) {
    return queries.queryOne(
        organization,
        NAMED,
        to -> to.id(organization.value()).text(name).texts(tags),
        row ->
            new Named(
                new WorkflowId(row.getObject(1, UUID.class)), row.getInt(2), row.getString(3)));
  }

  @Override
  public StoredVersion load(OrganizationId organization, WorkflowId workflow, int version) {
    return queries
        .queryOne(
            organization,
            VERSION,
            to -> to.id(organization.value()).id(workflow.value()).number(version),
            row -> new StoredVersion(row.getString(1), object(row.getString(2))))
        .orElseThrow(() -> new IllegalStateException("no version " + version + " of " + workflow));
  }

  /** The definition as a version keeps it: {@code {nodes, edges, variables}}. */
  public static String definition(Content content) {
    return "{\"nodes\":"
        + content.nodes()
        + ",\"edges\":"
        + content.edges()
        + ",\"variables\":"
        + content.variables()
        + "}";
  }

  private static Map<String, @Nullable Object> object(String text) {
    try {
      return Objects.requireNonNull(Json.asObject(JsonText.read(text)));
    } catch (JsonSyntaxException e) {
      throw new IllegalStateException("a stored definition is not JSON", e);
    }
  }

  /** Reads the columns, and after them the completed runs and the last start. */
  static StoredWorkflow read(ResultSet row) throws SQLException {
    Content content =
        new Content(
            row.getString(2),
            Optional.ofNullable(row.getString(3)),
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            texts(row.getArray(8)));
    return new StoredWorkflow(
        new WorkflowId(row.getObject(1, UUID.class)),
        content,
        Optional.ofNullable(row.getObject(15, UUID.class)).map(TemplateId::new),
        row.getBoolean(9),
        row.getInt(10),
        row.getInt(11),
        Optional.ofNullable(row.getObject(12, UUID.class)).map(UserId::new),
        moment(row, 13).orElseThrow(),
        moment(row, 14).orElseThrow(),
        new Statistics(row.getLong(16), moment(row, 17)));
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static Optional<Instant> moment(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
