package dev.treadle.postgres.catalog;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.database.TenantQueries;
import dev.treadle.runtime.journal.CommandCodec;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Leaves commands for the owners of runs, and finds out what became of them. */
public final class Commands {
  private static final String LEAVE =
      """
      insert into command (organization_id, execution_id, body)
      select e.organization_id, e.id, ? from execution e
       where e.organization_id = ? and e.id = ?
         and e.status in ('PENDING', 'RUNNING', 'WAITING')
      returning number
      """;

  /** One snapshot of both: what ends a run settles the letters that it has read. */
  private static final String FATE =
      """
      select c.outcome, e.status
        from execution e
        left join command c on c.organization_id = e.organization_id and c.number = ?
       where e.organization_id = ? and e.id = ?
      """;

  private final TenantQueries queries;

  public Commands(TenantQueries queries) {
    this.queries = queries;
  }

  /** What became of a command, in the words of the column {@code outcome}. */
  public enum Fate {
    /** The owner of the run has not come to it. */
    UNDECIDED,
    ACCEPTED,
    /** It came to an ended run, or the run ended before it. */
    RUN_ENDED,
    NOT_HELD,
    UNKNOWN_NODE,
    NOT_AWAITED,
    TOO_MANY_SIGNALS
  }

  /**
   * Leaves a command for a run that has not ended; it is durable when this returns.
   *
   * @return the number of the command; empty when the organization has no such run that goes on
   */
  public Optional<Long> leave(
      OrganizationId organization, ExecutionId execution, Command.Asked command) {
    return queries.queryOne(
        organization,
        LEAVE,
        to -> to.text(CommandCodec.write(command)).id(organization.value()).id(execution.value()),
        row -> row.getLong(1));
  }

  /** What became of a command that was left. */
  public Fate fate(OrganizationId organization, ExecutionId execution, long number) {
    return queries
        .queryOne(
            organization,
            FATE,
            to -> to.number(number).id(organization.value()).id(execution.value()),
            row -> fate(row.getString(1), RunStatus.valueOf(row.getString(2))))
        .orElse(Fate.RUN_ENDED);
  }

  private static Fate fate(@Nullable String outcome, RunStatus run) {
    if (outcome == null) {
      return run.hasEnded() ? Fate.RUN_ENDED : Fate.UNDECIDED;
    }
    return Fate.valueOf(outcome);
  }
}
