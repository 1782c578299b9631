package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A call is in flight when its replica is lost, and a person says what becomes of it. */
class InDoubtRouteTest {
  private static final Api API = Api.start();

  private final SlowService service;

  InDoubtRouteTest() throws IOException {
    service = new SlowService();
  }

  @AfterEach
  void close() {
    service.close();
  }

  private String lostInFlight(String inDoubt) throws InterruptedException, SQLException {
    String workflow = API.workflowOf(service.node("'inDoubt':'" + inDoubt + "',", ""));
    String location = API.execute(workflow, "{}").header("Location");
    service.awaitCall();
    try (Connection owner =
            DriverManager.getConnection(
                API.database().jdbcUrl(), API.database().user(), API.database().password());
        Statement statement = owner.createStatement()) {
      statement.execute("update replica set epoch = epoch + 1, lost = true where not lost");
    }
    return location;
  }

  private String asked() throws InterruptedException, SQLException {
    String location = lostInFlight("ask");
    Answer run =
        Eventually.get(
            () -> API.get(location), r -> r.string("/execution/status").equals("WAITING"));
    assertThat(run.string("/execution/nodes/1/status")).isEqualTo("WAITING");
    assertThat(run.string("/execution/nodes/1/reason"))
        .isEqualTo("waits for a decision: a crash left open whether attempt 1 was made");
    assertThat(run.list("/execution/logs").toString())
        .contains("Node waits for a decision: a crash left open whether attempt 1 was made");
    return location;
  }

  private Answer decide(String location, String decision) {
    return API.post(location + "/nodes/node/approval", "{\"decision\":\"" + decision + "\"}");
  }

  private static Answer ended(String location) {
    return Eventually.get(() -> API.get(location), r -> r.at("/execution/completedAt") != null);
  }

  @Test
  void approvedItIsMadeAgainAndTheLogSaysSo() throws InterruptedException, SQLException {
    String location = asked();
    service.answer();
    Answer decided = decide(location, "approved");
    assertThat(decided.status()).as(decided.text()).isEqualTo(202);
    assertThat(decide(location, "rejected").status()).isEqualTo(409);
    Answer run = ended(location);
    assertThat(run.string("/execution/status")).isEqualTo("COMPLETED");
    assertThat(run.at("/execution/nodes/1/attempt")).isEqualTo(1);
    assertThat(run.list("/execution/logs").toString())
        .contains("Node repeated after a crash")
        .contains("approved by");
  }

  @Test
  void rejectedItFailsTheNode() throws InterruptedException, SQLException {
    String location = asked();
    assertThat(decide(location, "rejected").status()).isEqualTo(202);
    Answer run = ended(location);
    assertThat(run.string("/execution/status")).isEqualTo("FAILED");
    assertThat(run.string("/execution/error/code")).isEqualTo("IN_DOUBT");
    assertThat(decide(location, "approved").status()).isEqualTo(409);
  }

  @Test
  void whoWantsItToFailIsNotAsked() throws InterruptedException, SQLException {
    Answer run = ended(lostInFlight("fail"));
    assertThat(run.string("/execution/error/code")).isEqualTo("IN_DOUBT");
  }

  @Test
  void whereNothingIsSaidItIsMadeAgain() throws InterruptedException, SQLException {
    String location = lostInFlight("retry");
    service.answer();
    Answer run = ended(location);
    assertThat(run.string("/execution/status")).isEqualTo("COMPLETED");
    assertThat(run.list("/execution/logs").toString()).contains("Node repeated after a crash");
  }
}
