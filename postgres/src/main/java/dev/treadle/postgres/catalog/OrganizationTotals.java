package dev.treadle.postgres.catalog;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.Money;
import dev.treadle.values.OrganizationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an organization has and did, of all time.
 *
 * @param workflows that are not deleted
 * @param active among them
 * @param executions by status, of deleted workflows too; every status is there
 * @param tokens that all runs used
 */
public record OrganizationTotals(
    long workflows, long active, Map<RunStatus, Long> executions, long tokens, Money cost) {
  /**
   * One statement, and so one snapshot: a row for each status, or one without a status. Runs that
   * are being driven are counted here, the others when their rows are written.
   */
  private static final String READ =
      """
      select w.workflows, w.active, c.status, c.executions, c.tokens_used, c.cost
        from (select count(*) as workflows, count(*) filter (where is_active) as active
                from workflow where organization_id = ? and deleted_at is null) w
        left join (
          select status, sum(executions) as executions, sum(tokens_used) as tokens_used,
                 sum(cost) as cost
            from (select status, executions, tokens_used, cost
                    from execution_total where organization_id = ?
                  union all
                  select status, executions, tokens_used, cost from unfolded_executions()
                  union all
                  select 'RUNNING', count(*), coalesce(sum(tokens_used), 0), coalesce(sum(cost), 0)
                    from execution
                   where organization_id = ? and status = 'RUNNING' and owner is not null) part
           group by status) c on true
      """;

  private static final OrganizationTotals NONE =
      new OrganizationTotals(0, 0, Map.of(), 0, Money.ZERO);

  public static OrganizationTotals read(TenantQueries queries, OrganizationId organization) {
    List<OrganizationTotals> parts =
        queries.query(
            organization,
            READ,
            to -> to.id(organization.value()).id(organization.value()).id(organization.value()),
            OrganizationTotals::part);
    return parts.stream().reduce(NONE, OrganizationTotals::plus);
  }

  /** Runs of all statuses. */
  public long allExecutions() {
    return executions.values().stream().mapToLong(Long::longValue).sum();
  }

  private static OrganizationTotals part(ResultSet row) throws SQLException {
    String status = row.getString(3);
    return status == null
        ? new OrganizationTotals(row.getLong(1), row.getLong(2), Map.of(), 0, Money.ZERO)
        : new OrganizationTotals(
            row.getLong(1),
            row.getLong(2),
            Map.of(RunStatus.valueOf(status), row.getLong(4)),
            row.getLong(5),
            new Money(row.getBigDecimal(6)));
  }

  /** Of rows of one statement: what is said of the workflows is the same in each. */
  private OrganizationTotals plus(OrganizationTotals other) {
    Map<RunStatus, Long> sum = new EnumMap<>(RunStatus.class);
    for (RunStatus status : RunStatus.values()) {
      sum.put(
          status, executions.getOrDefault(status, 0L) + other.executions.getOrDefault(status, 0L));
    }
    return new OrganizationTotals(
        other.workflows, other.active, sum, tokens + other.tokens, cost.plus(other.cost));
  }
}
