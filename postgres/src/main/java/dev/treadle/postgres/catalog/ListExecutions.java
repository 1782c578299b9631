package dev.treadle.postgres.catalog;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Money;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Runs of an organization by their rows; their journals are not read. */
public final class ListExecutions {
  private static final String COLUMNS =
      """
      e.id, e.workflow_id, e.workflow_version, e.status, e.started_at, e.completed_at,
      e.nodes_executed, e.tokens_used, e.cost, e.status = 'PENDING' and e.wake_at is not null
      """;

  /** The first of each status are merged: every index ends with the status and the order. */
  private static final String FIRST =
      "select "
          + COLUMNS
          + """
              from unnest(?::text[]) s (status)
             cross join lateral (
               select * from execution x
                where x.organization_id = ? and x.status = s.status
          """;

  private static final String THEN =
      """
            order by x.started_at desc, x.id desc limit ?) e
         order by e.started_at desc, e.id desc limit ?
      """;

  private static final String NEWEST =
      "select "
          + COLUMNS
          + """
              from unnest(?::uuid[]) w (id)
             cross join lateral (
               select * from execution x
                where x.organization_id = ? and x.workflow_id = w.id
                order by x.id desc limit ?) e
             order by e.workflow_id, e.id desc
          """;

  private final TenantQueries queries;

  public ListExecutions(TenantQueries queries) {
    this.queries = queries;
  }

  /**
   * Which runs are wanted.
   *
   * @param statuses one of these, or any where it is empty
   * @param from the earliest start
   * @param to the latest start
   */
  public record Filter(
      Optional<UUID> workflow,
      Set<RunStatus> statuses,
      Optional<Instant> from,
      Optional<Instant> to) {}

  /** What a run did and consumed when its row was last written. */
  public record Totals(int nodesExecuted, long tokensUsed, Money cost) {}

  /**
   * A run by its row.
   *
   * @param isQueued whether a pending run could go on but for its turn
   */
  public record Summary(
      ExecutionId id,
      WorkflowId workflow,
      int version,
      RunStatus status,
      Instant startedAt,
      Optional<Instant> completedAt,
      Totals totals,
      boolean isQueued) {
    /** Where a page that ends with this run ends. */
    public Position position() {
      return new Position(startedAt.toString(), id.value());
    }
  }

  /**
   * The newest runs.
   *
   * @param after a position whose key is a moment
   */
  public List<Summary> list(
      OrganizationId organization, Filter filter, Optional<Position> after, int limit) {
    Conditions conditions =
        new Conditions()
            .and("x.workflow_id = ?", filter.workflow, (to, id) -> to.id(id))
            .and("x.started_at >= ?", filter.from, (to, from) -> to.moment(from))
            .and("x.started_at <= ?", filter.to, (to, last) -> to.moment(last))
            .and(
                "(x.started_at, x.id) < (?, ?)",
                after,
                (to, last) -> to.moment(Instant.parse(last.key())).id(last.id()));
    Set<RunStatus> statuses =
        filter.statuses.isEmpty() ? Set.of(RunStatus.values()) : filter.statuses;
    return queries.query(
        organization,
        FIRST + conditions.sql() + THEN,
        to -> {
          to.texts(statuses.stream().map(RunStatus::name).toList()).id(organization.value());
          conditions.set(to);
          to.number(limit).number(limit);
        },
        ListExecutions::read);
  }

  /** The newest runs of each of some workflows, the newest first. */
  public Map<WorkflowId, List<Summary>> newest(
      OrganizationId organization, List<WorkflowId> workflows, int limit) {
    List<Summary> all =
        queries.query(
            organization,
            NEWEST,
            to ->
                to.array("uuid", workflows.stream().map(WorkflowId::value).toArray(UUID[]::new))
                    .id(organization.value())
                    .number(limit),
            ListExecutions::read);
    return all.stream().collect(Collectors.groupingBy(Summary::workflow));
  }

  private static Summary read(ResultSet row) throws SQLException {
    return new Summary(
        new ExecutionId(row.getObject(1, UUID.class)),
        new WorkflowId(row.getObject(2, UUID.class)),
        row.getInt(3),
        RunStatus.valueOf(row.getString(4)),
        row.getObject(5, OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject(6, OffsetDateTime.class)).map(OffsetDateTime::toInstant),
        new Totals(row.getInt(7), row.getLong(8), new Money(row.getBigDecimal(9))),
        row.getBoolean(10));
  }
}
