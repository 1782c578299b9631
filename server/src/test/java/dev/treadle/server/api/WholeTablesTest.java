package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Tables that grow are not read whole, though all plans are made while they are empty: by the
 * counters of PostgreSQL.
 */
class WholeTablesTest {
  private static final int RUNS = 40;

  private static final String READ_WHOLE =
      """
      select relname, seq_scan, n_tup_ins from pg_stat_user_tables
       where relname in ('execution', 'journal_default', 'command', 'running_slot', 'workflow')
      """;

  private final Map<String, Long> scans = new HashMap<>();
  private long inserted;

  private Map<String, Long> look(Api api) throws SQLException {
    try (Connection owner =
            DriverManager.getConnection(
                api.database().jdbcUrl(), api.database().user(), api.database().password());
        Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(READ_WHOLE)) {
      Map<String, Long> seen = new HashMap<>();
      while (row.next()) {
        seen.put(row.getString(1), row.getLong(2));
        if (row.getString(1).equals("execution")) {
          inserted = row.getLong(3);
        }
      }
      return seen;
    }
  }

  @Test
  void noneOfThemIsReadWhole() throws SQLException {
    Api api = Api.start();
    scans.putAll(look(api));
    long before = inserted;
    Answer waits =
        api.post(
            Api.BASE + "/workflows",
            """
            {"name": "Waits", "nodes": [{"id": "t", "type": "trigger"},
               {"id": "w", "type": "wait", "data": {"config": {"signal": "go"}}},
               {"id": "o", "type": "output"}],
             "edges": [{"source": "t", "target": "w"}, {"source": "w", "target": "o"}]}
            """);
    String workflow = Api.BASE + "/workflows/" + waits.string("/workflow/id");
    for (int i = 0; i < RUNS; i++) {
      String id = api.post(workflow + "/execute", "{}").string("/execution/id");
      String run = Api.BASE + "/executions/" + id;
      assertThat(api.post(run + "/signals/go", "{}").status()).isEqualTo(202);
      api.await(run, "COMPLETED");
      assertThat(api.get(workflow).status()).isEqualTo(200);
    }
    // What a connection counted is told when it is used again, a second later.
    long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (inserted - before < RUNS && System.nanoTime() < until) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      api.post(workflow + "/execute", "{}");
      api.get(workflow);
      look(api);
    }
    assertThat(inserted - before).isGreaterThanOrEqualTo(RUNS);
    assertThat(look(api)).isEqualTo(scans);
  }
}
