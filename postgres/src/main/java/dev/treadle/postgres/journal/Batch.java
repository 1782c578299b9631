package dev.treadle.postgres.journal;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.database.Binding;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Append.Sent;
import dev.treadle.runtime.journal.Append.Settled;
import dev.treadle.runtime.journal.CommandCodec;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Appends that are committed together: one statement string, one round trip, one implicit
 * transaction, however many runs of however many organizations are in it.
 *
 * <p>Several statements sent with one Sync in autocommit mode are one transaction (PostgreSQL
 * documentation, "Pipelining" in the protocol's extended query section), so the fence, the new
 * runs, the frames and the changed rows all become durable or none does.
 */
final class Batch {
  private static final String FENCE = "select fence(?, ?);";

  private static final String BORN =
      """
      insert into execution (organization_id, id, workflow_id, workflow_version, status, owner,
          started_at, completed_at, wake_at, nodes_executed, tokens_used, cost, turn)
      select * from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::int[], ?::text[], ?::uuid[],
          ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::int[], ?::bigint[],
          ?::numeric[], ?::smallint[])
      """;

  private static final String FRAMES =
      """
      insert into journal (execution_id, seq, organization_id, body)
      select * from unnest(?::uuid[], ?::int[], ?::uuid[], ?::text[])
      """;

  private static final String CHANGED =
      """
      update execution e
         set status = u.status, owner = u.owner, completed_at = u.completed_at,
             wake_at = u.wake_at, nodes_executed = u.nodes, tokens_used = u.tokens, cost = u.cost
        from unnest(?::uuid[], ?::uuid[], ?::text[], ?::uuid[], ?::timestamptz[],
            ?::timestamptz[], ?::int[], ?::bigint[], ?::numeric[])
            u (organization, id, status, owner, completed_at, wake_at, nodes, tokens, cost)
       where e.organization_id = u.organization and e.id = u.id
      """;

  /**
   * What was committed before may have let go of the run, and somebody else may have claimed it
   * since: their row is not ours to write.
   */
  private static final String OWN = " and e.owner = ?";

  private static final String SETTLED =
      """
      update command c set outcome = u.outcome
        from unnest(?::uuid[], ?::bigint[], ?::text[]) u (organization, number, outcome)
       where c.organization_id = u.organization and c.number = u.number
      """;

  /** One that was sent already is refused by the run that it is for. */
  private static final String SENT =
      """
      insert into command (organization_id, execution_id, body)
      select * from unnest(?::uuid[], ?::uuid[], ?::text[])
      """;

  /**
   * Of runs that do not go on. One whose rest was committed before, and which somebody else has
   * taken up since, keeps the slot that was taken with it.
   */
  private static final String FREED =
      """
      update running_slot s set execution_id = null, replica_id = null
        from unnest(?::uuid[], ?::uuid[]) u (organization, id)
        join execution e on e.organization_id = u.organization and e.id = u.id
       where s.organization_id = u.organization and s.execution_id = u.id
         and e.status <> 'RUNNING'
      """;

  private static final String AGAIN = " on conflict do nothing";

  private final List<Append> frames = new ArrayList<>();
  private final List<Letter> letters = new ArrayList<>();
  private final List<Outgoing> sent = new ArrayList<>();
  private final List<Append> freed = new ArrayList<>();
  private final Map<ExecutionId, Append> born = new LinkedHashMap<>();
  private final Map<ExecutionId, Append> changed = new LinkedHashMap<>();

  /** A command that was decided, and what became of it. */
  private record Letter(UUID organization, long number, String outcome) {}

  /** A command for another run. */
  private record Outgoing(UUID organization, UUID execution, String body) {}

  Batch(List<Append> appends) {
    for (Append append : appends) {
      for (Sent letter : append.beside().sent()) {
        String body = CommandCodec.write(letter.command());
        sent.add(new Outgoing(append.organization().value(), letter.execution().value(), body));
      }
      for (Settled letter : append.beside().settled()) {
        letters.add(new Letter(append.organization().value(), letter.number(), letter.outcome()));
      }
      if (append.beside().queueing().freesSlot() && !goesOn(append)) {
        freed.add(append);
      }
      if (!append.body().isEmpty()) {
        frames.add(append);
      }
      append.row().ifPresent(row -> (row.born() ? born : changed).put(append.execution(), append));
    }
  }

  /**
   * Commits the batch.
   *
   * @param again whether it may have been committed before: frames and runs that are there are left
   *     alone, which is safe because the fence proves that nobody else can have written them, and
   *     so are rows that are not this replica's any more
   */
  void write(Connection connection, Lease lease, boolean again) throws SQLException {
    String skip = again ? AGAIN : "";
    StringBuilder sql = new StringBuilder(FENCE);
    if (!born.isEmpty()) {
      sql.append(BORN).append(skip).append(';');
    }
    if (!frames.isEmpty()) {
      sql.append(FRAMES).append(skip).append(';');
    }
    if (!changed.isEmpty()) {
      sql.append(CHANGED).append(again ? OWN : "").append(';');
    }
    if (!letters.isEmpty()) {
      sql.append(SETTLED).append(';');
    }
    if (!sent.isEmpty()) {
      sql.append(SENT).append(';');
    }
    if (!freed.isEmpty()) {
      sql.append(FREED);
    }
    try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
      Binding binding = new Binding(connection, statement, 0);
      binding.id(lease.replica().value()).number(lease.epoch());
      bindBorn(binding, List.copyOf(born.values()), lease);
      bindFrames(binding);
      bindChanged(binding, List.copyOf(changed.values()), lease);
      if (again && !changed.isEmpty()) {
        binding.id(lease.replica().value());
      }
      bindLetters(binding);
      bindSent(binding);
      bindFreed(binding);
      statement.execute();
    }
  }

  private static void bindBorn(Binding binding, List<Append> runs, Lease lease)
      throws SQLException {
    if (runs.isEmpty()) {
      return;
    }
    bindKeys(binding, runs)
        .array("uuid", column(runs, UUID[]::new, run -> row(run).workflow().value()))
        .array("int4", column(runs, Integer[]::new, run -> row(run).version()))
        .array("text", column(runs, String[]::new, run -> row(run).status().name()))
        .array("uuid", column(runs, UUID[]::new, run -> owner(row(run), lease)))
        .array(
            "timestamptz",
            column(runs, String[]::new, run -> moment(row(run).times().startedAt())));
    bindProgress(binding, runs);
    binding.array(
        "int2", column(runs, Short[]::new, run -> (short) run.beside().queueing().turn()));
  }

  private void bindFrames(Binding binding) throws SQLException {
    if (frames.isEmpty()) {
      return;
    }
    binding
        .array("uuid", column(frames, UUID[]::new, frame -> frame.execution().value()))
        .array("int4", column(frames, Integer[]::new, Append::firstSeq))
        .array("uuid", column(frames, UUID[]::new, frame -> frame.organization().value()))
        .array("text", column(frames, String[]::new, Append::body));
  }

  private void bindFreed(Binding binding) throws SQLException {
    if (freed.isEmpty()) {
      return;
    }
    bindKeys(binding, freed);
  }

  private void bindLetters(Binding binding) throws SQLException {
    if (letters.isEmpty()) {
      return;
    }
    binding
        .array("uuid", letters.stream().map(Letter::organization).toArray(UUID[]::new))
        .array("int8", letters.stream().map(Letter::number).toArray(Long[]::new))
        .array("text", letters.stream().map(Letter::outcome).toArray(String[]::new));
  }

  private void bindSent(Binding binding) throws SQLException {
    if (sent.isEmpty()) {
      return;
    }
    binding
        .array("uuid", sent.stream().map(Outgoing::organization).toArray(UUID[]::new))
        .array("uuid", sent.stream().map(Outgoing::execution).toArray(UUID[]::new))
        .array("text", sent.stream().map(Outgoing::body).toArray(String[]::new));
  }

  private static void bindChanged(Binding binding, List<Append> runs, Lease lease)
      throws SQLException {
    if (runs.isEmpty()) {
      return;
    }
    bindKeys(binding, runs)
        .array("text", column(runs, String[]::new, run -> row(run).status().name()))
        .array("uuid", column(runs, UUID[]::new, run -> owner(row(run), lease)));
    bindProgress(binding, runs);
  }

  private static Binding bindKeys(Binding binding, List<Append> runs) throws SQLException {
    return binding
        .array("uuid", column(runs, UUID[]::new, run -> run.organization().value()))
        .array("uuid", column(runs, UUID[]::new, run -> run.execution().value()));
  }

  private static void bindProgress(Binding binding, List<Append> runs) throws SQLException {
    binding
        .array(
            "timestamptz",
            column(runs, String[]::new, run -> moment(row(run).times().endedAt().orElse(null))))
        .array(
            "timestamptz",
            column(runs, String[]::new, run -> moment(row(run).times().wakeAt().orElse(null))))
        .array("int4", column(runs, Integer[]::new, run -> row(run).totals().nodesExecuted()))
        .array("int8", column(runs, Long[]::new, run -> row(run).totals().usage().tokens()))
        .array(
            "numeric",
            column(runs, BigDecimal[]::new, run -> row(run).totals().usage().cost().usd()));
  }

  private static boolean goesOn(Append append) {
    return append.row().filter(row -> row.status() == RunStatus.RUNNING).isPresent();
  }

  private static RunRow row(Append append) {
    return append.row().orElseThrow();
  }

  /** Who ends, waits or is held is owned by nobody. */
  private static @Nullable UUID owner(RunRow row, Lease lease) {
    return switch (row.status()) {
      case RUNNING -> lease.replica().value();
      case PENDING, WAITING, COMPLETED, FAILED, CANCELLED -> null;
    };
  }

  private static @Nullable String moment(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC).toString();
  }

  /** A typed array: the driver sends texts and whole numbers of one in binary form, unquoted. */
  private static <T> @Nullable T[] column(
      List<Append> rows, IntFunction<@Nullable T[]> array, Function<Append, @Nullable T> cell) {
    @Nullable T[] column = array.apply(rows.size());
    for (int i = 0; i < column.length; i++) {
      column[i] = cell.apply(rows.get(i));
    }
    return column;
  }
}
