package dev.treadle.runtime.journal;

import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.util.Optional;

/**
 * Something to remember of a run: a frame of its journal, its row, or both.
 *
 * @param organization of the run, as it was created; never taken from a node or a request
 * @param firstSeq the number of the first event
 * @param body the events, written by {@link EventCodec}; empty for a row alone
 * @param row the run's row as it is to be from now on, where it changes
 */
public record Append(
    ExecutionId execution,
    OrganizationId organization,
    int firstSeq,
    String body,
    Optional<RunRow> row) {}
