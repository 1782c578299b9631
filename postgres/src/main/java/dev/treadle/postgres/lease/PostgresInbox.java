package dev.treadle.postgres.lease;

import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.postgres.database.Pool;
import dev.treadle.runtime.drive.Inbox;
import dev.treadle.runtime.journal.CommandCodec;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Letters for runs on PostgreSQL. */
public final class PostgresInbox implements Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresInbox.class);

  private static final String READ =
      """
      select c.number, c.body from command c
       where c.execution_id = ? and c.organization_id = ? and c.outcome is null
       order by c.number limit 1000
      """;

  private final Pool pool;

  public PostgresInbox(Pool pool) {
    this.pool = pool;
  }

  @Override
  public List<Letter> read(OrganizationId organization, ExecutionId execution) {
    try {
      return pool.with(
          connection -> {
            try (PreparedStatement read = connection.prepareStatement(READ)) {
              read.setObject(1, execution.value());
              read.setObject(2, organization.value());
              List<Letter> letters = new ArrayList<>();
              try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                  letters.add(new Letter(row.getLong(1), CommandCodec.read(row.getString(2))));
                }
              }
              return letters;
            }
          });
    } catch (DatabaseException e) {
      LOG.debug("letters are not read now execution={}", execution, e);
      return List.of();
    }
  }
}
