package dev.treadle.runtime.journal;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.util.List;
import java.util.Optional;

/**
 * Something to remember of a run: a frame of its journal, its row, or both.
 *
 * @param organization of the run, as it was created; never taken from a node or a request
 * @param firstSeq the number of the first event
 * @param body the events, written by {@link EventCodec}; empty for a row alone
 * @param beside what else is written with it
 */
public record Append(
    ExecutionId execution, OrganizationId organization, int firstSeq, String body, Beside beside) {

  /**
   * What is written together with a frame, or without one.
   *
   * @param row the run's row as it is to be from now on, where it changes
   * @param settled the letters of the run that were decided
   * @param sent letters for other runs of the organization; one may come twice after an error
   */
  public record Beside(Optional<RunRow> row, List<Settled> settled, List<Sent> sent) {
    /** What sends no letter. */
    public Beside(Optional<RunRow> row, List<Settled> settled) {
      this(row, settled, List.of());
    }
  }

  /** A letter for another run. */
  public record Sent(ExecutionId execution, Command.Asked command) {}

  /**
   * A letter that was decided.
   *
   * @param refusal why it changed nothing, where it did not
   */
  public record Settled(long number, Optional<Rejection> refusal) {
    /** The name of the refusal, or {@code ACCEPTED}. */
    public String outcome() {
      return refusal.map(Rejection::name).orElse("ACCEPTED");
    }
  }

  /** An append that settles no letter. */
  public Append(
      ExecutionId execution,
      OrganizationId organization,
      int firstSeq,
      String body,
      Optional<RunRow> row) {
    this(execution, organization, firstSeq, body, new Beside(row, List.of()));
  }

  public Optional<RunRow> row() {
    return beside.row();
  }
}
