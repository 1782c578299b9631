package dev.treadle.postgres.lease;

import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.postgres.database.GroupedRead;
import dev.treadle.postgres.database.Pool;
import dev.treadle.postgres.database.Sql;
import dev.treadle.runtime.drive.Inbox;
import dev.treadle.runtime.journal.CommandCodec;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Letters for runs on PostgreSQL. */
public final class PostgresInbox implements Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresInbox.class);

  private static final String READ =
      """
      select k.execution, c.number, c.body
        from unnest(?::uuid[], ?::uuid[]) k (organization, execution)
       cross join lateral (
         select number, body from command
          where organization_id = k.organization and execution_id = k.execution and outcome is null
          order by number limit 1000) c
       order by c.number
      """;

  private final Pool pool;
  private final GroupedRead<Addressee, List<Row>> rows = new GroupedRead<>(this::rows);

  public PostgresInbox(Pool pool) {
    this.pool = pool;
  }

  private record Addressee(OrganizationId organization, ExecutionId execution) {}

  @Override
  public List<Letter> read(OrganizationId organization, ExecutionId execution) {
    try {
      return rows.get(new Addressee(organization, execution)).stream()
          .map(row -> new Letter(row.number, CommandCodec.read(row.body)))
          .toList();
    } catch (DatabaseException e) {
      LOG.debug("letters are not read now execution={}", execution, e);
      return List.of();
    }
  }

  /** A letter as it is stored; who asked for it parses it. */
  private record Row(long number, String body) {}

  private Map<Addressee, List<Row>> rows(List<Addressee> asked) {
    Map<UUID, List<Row>> found = new HashMap<>();
    pool.with(
        connection ->
            Sql.query(
                connection,
                READ,
                to ->
                    to.array("uuid", asked.stream().map(it -> it.organization.value()).toArray())
                        .array("uuid", asked.stream().map(it -> it.execution.value()).toArray()),
                row ->
                    found
                        .computeIfAbsent(row.getObject(1, UUID.class), run -> new ArrayList<>())
                        .add(new Row(row.getLong(2), row.getString(3)))));
    Map<Addressee, List<Row>> answers = new HashMap<>();
    asked.forEach(it -> answers.put(it, found.getOrDefault(it.execution.value(), List.of())));
    return answers;
  }
}
