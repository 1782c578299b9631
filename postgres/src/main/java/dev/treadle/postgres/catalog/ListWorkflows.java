package dev.treadle.postgres.catalog;

import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Workflows of an organization, filtered, sorted and by pages. */
public final class ListWorkflows {
  /**
   * The page is found by ids before anything is joined to it, so that rows that are skipped cost no
   * more than their place in an index. What is not in the totals yet is added up once, however many
   * rows the page has.
   */
  private static final String LIST =
      """
      with page as materialized (
        select w.id, {key} as key from workflow w {join}
         where w.organization_id = ? and w.deleted_at is null {conditions}
         order by {key} {direction}, w.id {direction} limit ? offset ?),
      unfolded as materialized (
        select n.workflow_id, sum(n.executions) as completed
          from unfolded_executions() n where n.status = 'COMPLETED' group by n.workflow_id)
      select
      """
          + Workflows.COLUMNS
          + """
          , coalesce(t.executions, 0) + coalesce(n.completed, 0), e.started_at, p.key,
            u.id as creator, u.email as creator_email, u.name as creator_name,
            u.avatar_url as creator_avatar
            from page p
            join workflow w on w.organization_id = ? and w.id = p.id
            left join app_user u on u.id = w.created_by
            left join unfolded n on n.workflow_id = p.id
            left join execution_total t on t.organization_id = w.organization_id
             and t.workflow_id = w.id and t.status = 'COMPLETED'
            left join lateral (
             select x.started_at from execution x
              where x.organization_id = w.organization_id and x.workflow_id = w.id
              order by x.id desc limit 1) e on true
           order by p.key {direction}, p.id {direction}
          """;

  private final TenantQueries queries;
  private final ExecutionCounts counts;

  public ListWorkflows(TenantQueries queries, ExecutionCounts counts) {
    this.queries = queries;
    this.counts = counts;
  }

  /**
   * Which workflows are wanted.
   *
   * @param tags any of these, or whatever where it is empty
   * @param search what the name or the description holds, in upper or lower case
   * @param from the earliest creation
   * @param to the latest creation
   */
  public record Filter(
      Optional<Boolean> isActive,
      List<String> tags,
      Optional<UUID> template,
      Optional<String> search,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /** In which order; ids decide among equals, in the same direction. */
  public record Order(WorkflowSort by, boolean descending) {
    private String direction() {
      return descending ? "desc" : "asc";
    }
  }

  /** Which part: so many, after so many or after a position. */
  public record Part(int limit, int offset, Optional<Position> after) {}

  /** Who made a workflow. */
  public record Creator(UserId id, String name, String email, Optional<String> avatarUrl) {}

  /**
   * A workflow in its place.
   *
   * @param creator empty when the user is no member any more
   */
  public record Listed(StoredWorkflow workflow, Optional<Creator> creator, Position position) {}

  public List<Listed> list(OrganizationId organization, Filter filter, Order order, Part part) {
    WorkflowSort by = order.by;
    if (by == WorkflowSort.EXECUTION_COUNT) {
      counts.fold();
    }
    Conditions conditions =
        new Conditions()
            .and("w.is_active = ?", filter.isActive, (to, flag) -> to.flag(flag))
            .and("w.tags && ?", some(filter.tags), (to, tags) -> to.texts(tags))
            .and("w.template_id = ?", filter.template, (to, id) -> to.id(id))
            .and("w.id in (select search_workflows(?))", filter.search, (to, s) -> to.text(s))
            .and("w.created_at >= ?", filter.from, (to, from) -> to.moment(from))
            .and("w.created_at <= ?", filter.to, (to, last) -> to.moment(last))
            .and(
                "({key}, w.id) " + (order.descending ? "<" : ">") + " (?, ?)",
                part.after,
                (to, last) -> by.bind(to, last.key()).id(last.id()));
    return queries.query(
        organization,
        LIST.replace("{conditions}", conditions.sql())
            .replace("{join}", by.join())
            .replace("{key}", by.column())
            .replace("{direction}", order.direction()),
        to -> {
          to.id(organization.value());
          conditions.set(to);
          to.number(part.limit).number(part.offset);
          to.id(organization.value());
        },
        row -> read(row, by));
  }

  private static Optional<List<String>> some(List<String> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(values);
  }

  private static Listed read(ResultSet row, WorkflowSort by) throws SQLException {
    StoredWorkflow workflow = Workflows.read(row);
    Optional<Creator> creator = Optional.empty();
    UUID user = row.getObject("creator", UUID.class);
    if (user != null) {
      creator =
          Optional.of(
              new Creator(
                  new UserId(user),
                  row.getString("creator_name"),
                  row.getString("creator_email"),
                  Optional.ofNullable(row.getString("creator_avatar"))));
    }
    return new Listed(workflow, creator, new Position(by.key(row), workflow.id().value()));
  }
}
