package dev.treadle.postgres.tier;

import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Money;
import dev.treadle.values.OrganizationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/**
 * Lets workflows and runs in as far as the tier allows. Who claims holds a lock of the organization
 * to the end of the transaction, so that what is counted after it is what the claims before left.
 */
public final class Slots {
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('treadle.executions.' || ?, 0))";

  /**
   * As {@code most} and {@code used}, what keeps one more workflow out: no row when there is room,
   * which then stays until the transaction ends.
   */
  public static final String WORKFLOWS_AT_LIMIT =
      """
      select t.most, a.used
        from (select o.id, %s as most from organization o where o.id = ?) t
       cross join lateral workflows_at_limit(t.id, t.most) a (used)
      """
          .formatted(Tier.sql(Tier::workflows));

  /**
   * Runs of the month {@code m}, by their ids, which are made in the order of time; and those that
   * were let in within the last minute and are not durable yet. Not the one that asks.
   */
  private static final String USED =
      """
      (select count(*) from execution e
        where e.organization_id = o.id and e.id >= first_id_of(m.start)
          and e.id is distinct from ?)
      + (select count(*) from execution_slot s
          where s.organization_id = o.id and s.execution_id >= first_id_of(m.start)
            and s.execution_id is distinct from ?
            and s.claimed_at > now() - interval '1 minute'
            and not exists (select 1 from execution e
                             where e.organization_id = o.id and e.id = s.execution_id))
      """;

  private static final String MONTH = "(select date_trunc('month', now(), 'UTC') as start) m";

  private static final String CLAIM =
      """
      with standing as (
        select %s as most, m.start + interval '1 month' as resets_at, %s as used
          from organization o, %s where o.id = ?),
      stale as (
        delete from execution_slot
         where organization_id = ? and claimed_at < now() - interval '1 minute'
           and execution_id <> ?),
      claimed as (
        insert into execution_slot (organization_id, execution_id)
        select ?, ? from standing where used < most
        on conflict (organization_id, execution_id) do update set claimed_at = now())
      select most, used, resets_at from standing where used >= most
      """
          .formatted(Tier.sql(Tier::executions), USED, MONTH);

  private static final String STANDING =
      """
      select o.tier, m.start + interval '1 month', %s,
             (select count(*) from workflow w
               where w.organization_id = o.id and w.deleted_at is null),
             spent.tokens, spent.cost
        from organization o, %s,
             lateral (select coalesce(sum(e.tokens_used), 0)::bigint as tokens,
                             coalesce(sum(e.cost), 0) as cost
                        from execution e
                       where e.organization_id = o.id and e.id >= first_id_of(m.start)) spent
       where o.id = ?
      """
          .formatted(USED, MONTH);

  private final TenantQueries queries;

  public Slots(TenantQueries queries) {
    this.queries = queries;
  }

  /**
   * What an organization uses.
   *
   * @param executions accepted this month
   * @param resetsAt the start of the next month
   * @param tokensUsed by this month's runs, as is the cost
   */
  public record Standing(
      Tier tier, long workflows, long executions, Instant resetsAt, long tokensUsed, Money cost) {}

  /**
   * Takes a slot for a run that is about to start. A run takes one slot however often it is
   * claimed; a slot whose run does not become durable within a minute is free again.
   *
   * @return what keeps it out
   */
  public Optional<LimitReached> claimExecution(OrganizationId organization, ExecutionId execution) {
    return queries.inTransaction(
        organization,
        connection -> {
          TenantQueries.rows(connection, LOCK, to -> to.text(organization.toString()), row -> true);
          return TenantQueries.rows(
                  connection,
                  CLAIM,
                  to ->
                      to.id(execution.value())
                          .id(execution.value())
                          .id(organization.value())
                          .id(organization.value())
                          .id(execution.value())
                          .id(organization.value())
                          .id(execution.value()),
                  row ->
                      new LimitReached(row.getInt(1), row.getLong(2), Optional.of(moment(row, 3))))
              .stream()
              .findFirst();
        });
  }

  /** What the organization pays for. */
  public Tier tier(OrganizationId organization) {
    return queries
        .queryOne(
            organization,
            "select o.tier from organization o where o.id = ?",
            to -> to.id(organization.value()),
            row -> Tier.valueOf(row.getString(1)))
        .orElseThrow();
  }

  /** Whether as many of the organization's runs go on as may. */
  public boolean areTaken(OrganizationId organization, int most) {
    return queries
        .queryOne(
            organization,
            "select count(s.execution_id) >= ? from running_slot s where s.organization_id = ?",
            to -> to.number(most).id(organization.value()),
            row -> row.getBoolean(1))
        .orElseThrow();
  }

  public Standing standing(OrganizationId organization) {
    return queries
        .queryOne(
            organization,
            STANDING,
            to -> to.id(null).id(null).id(organization.value()),
            row ->
                new Standing(
                    Tier.valueOf(row.getString(1)),
                    row.getLong(4),
                    row.getLong(3),
                    moment(row, 2),
                    row.getLong(5),
                    new Money(row.getBigDecimal(6))))
        .orElseThrow();
  }

  private static Instant moment(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
