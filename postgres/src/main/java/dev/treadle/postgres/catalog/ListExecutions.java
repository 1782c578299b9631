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
      x.id, x.workflow_id, x.workflow_version, x.status, x.started_at, x.completed_at,
      x.nodes_executed, x.tokens_used, x.cost,
      x.status = 'PENDING' and x.wake_at is not null as is_queued
      """;

  private static final String FROM =
      "select " + COLUMNS + " from execution x where x.organization_id = ?";

  private static final String ORDER = " order by x.id desc limit ?";

  static final String NEWEST =
      "select "
          + COLUMNS
          + """
              from unnest(?::uuid[]) w (id)
             cross join lateral (
               select * from execution e
                where e.organization_id = ? and e.workflow_id = w.id
                order by e.id desc limit ?) x
             order by x.workflow_id, x.id desc
          """;

  /** By how many seconds the clocks of a replica and of the database may differ. */
  private static final long SKEW = 3_600;

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
   * The newest runs by their ids, which are made in the order of time. When a run started is said
   * by the clock of the database and its id by that of a replica, so that ids of an hour more than
   * was asked for are looked at.
   *
   * @param after a position whose key is a moment
   */
  public List<Summary> list(
      OrganizationId organization, Filter filter, Optional<Position> after, int limit) {
    Conditions conditions =
        new Conditions()
            .and("x.workflow_id = ?", filter.workflow, (to, id) -> to.id(id))
            .and(
                "x.started_at >= ? and x.id >= ?",
                filter.from,
                (to, from) -> to.moment(from).id(firstId(from.getEpochSecond() - SKEW)))
            .and(
                "x.started_at <= ? and x.id < ?",
                filter.to,
                (to, last) -> to.moment(last).id(firstId(last.getEpochSecond() + SKEW)))
            .and("x.id < ?", after, (to, last) -> to.id(last.id()));
    List<String> parts = filter.statuses.stream().map(ListExecutions::only).sorted().toList();
    if (parts.size() <= 1) {
      return read(organization, one(conditions, parts), conditions, 1, limit);
    }
    String all =
        parts.stream()
            .map(part -> "(" + one(conditions, List.of(part)) + ")")
            .collect(Collectors.joining(" union all ", "select * from (", ") x" + ORDER));
    return read(organization, all, conditions, parts.size(), limit);
  }

  /** The lowest id of version 7 (RFC 9562) that is made in a second of the epoch, or later. */
  private static UUID firstId(long second) {
    long millis = Math.clamp(second, 0, (1L << 48) / 1_000) * 1_000;
    return new UUID(millis << 16, 0);
  }

  /**
   * Said with a constant, because the index of what is rare knows which statuses are. What is
   * driven is owned, and has an index as such.
   */
  private static String only(RunStatus status) {
    String owned = status == RunStatus.RUNNING ? " and x.owner is not null" : "";
    return " and x.status = '" + status + "'" + owned;
  }

  private static String one(Conditions conditions, List<String> status) {
    return FROM + String.join("", status) + conditions.sql() + ORDER;
  }

  private List<Summary> read(
      OrganizationId organization, String sql, Conditions conditions, int parts, int limit) {
    return queries.query(
        organization,
        sql,
        to -> {
          for (int part = 0; part < parts; part++) {
            to.id(organization.value());
            conditions.set(to);
            to.number(limit);
          }
          if (parts > 1) {
            to.number(limit);
          }
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
