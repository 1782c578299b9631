package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class LostLeaseTest {
  private final Api api = Api.start();

  private void asOwner(String sql) throws SQLException {
    try (Connection owner =
            DriverManager.getConnection(
                api.database().jdbcUrl(), api.database().user(), api.database().password());
        Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  private Answer patiently(String method, String path) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      Answer answer = api.call(method, path, new byte[0]);
      boolean good = answer.status() / 100 == 2;
      boolean ended =
          good && (method.equals("POST") || answer.at("/execution/completedAt") != null);
      if (ended || System.nanoTime() > until) {
        return answer;
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Test
  void aReplicaThatLostItsLeaseBeginsAnewWithoutAnOperator() throws SQLException {
    String workflow =
        api.workflowOf(
            "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT1S\"}}}");
    List<String> locations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      locations.add(api.execute(workflow, "{}").header("Location"));
    }
    for (int loss = 0; loss < 2; loss++) {
      asOwner("update replica set epoch = epoch + 1, lost = true where not lost");
      Answer accepted = patiently("POST", Api.BASE + "/workflows/" + workflow + "/execute");
      assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
      locations.add(accepted.header("Location"));
    }
    for (String location : locations) {
      assertThat(patiently("GET", location).string("/execution/status")).isEqualTo("COMPLETED");
    }
    String now = api.execute(workflow, "{}", "Prefer", "wait=20").string("/execution/status");
    assertThat(now).isEqualTo("COMPLETED");
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }
}
