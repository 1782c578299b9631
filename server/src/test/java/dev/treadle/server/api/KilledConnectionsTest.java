package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.Secret;
import dev.treadle.postgres.database.Database;
import dev.treadle.postgres.database.DatabaseSettings;
import dev.treadle.server.api.Api.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Claims are committed by the database whether or not the answer arrives. */
class KilledConnectionsTest {
  private final Api api = Api.start();

  @Test
  void everyRunEndsThoughTheConnectionsOfTheClaimsAreKilledAgainAndAgain() throws SQLException {
    String workflow =
        api.workflowOf(
            "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT0.2S\"}}}");
    List<String> locations = new ArrayList<>();
    DatabaseSettings where =
        new DatabaseSettings(
            api.database().jdbcUrl(), api.database().user(), new Secret(api.database().password()));
    try (Database same = Database.open(where);
        Connection killer = same.connectJournal()) {
      for (int round = 0; round < 15; round++) {
        for (int i = 0; i < 20; i++) {
          Answer answer = api.execute(workflow, "{}");
          if (answer.status() == 202) {
            locations.add(answer.header("Location"));
          }
        }
        for (int kill = 0; kill < 10; kill++) {
          kill(killer);
          LockSupport.parkNanos(Duration.ofMillis(13).toNanos());
        }
      }
    }
    assertThat(locations).hasSizeGreaterThan(100);
    for (String location : locations) {
      assertThat(ending(location).string("/execution/status")).isEqualTo("COMPLETED");
    }
  }

  private static void kill(Connection killer) throws SQLException {
    try (Statement kill = killer.createStatement()) {
      kill.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user"
              + " and datname = current_database() and pid <> pg_backend_pid()");
    }
  }

  private Answer ending(String location) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      Answer answer = api.get(location);
      boolean ended = answer.status() == 200 && answer.at("/execution/completedAt") != null;
      if (ended || System.nanoTime() > until) {
        return answer;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
