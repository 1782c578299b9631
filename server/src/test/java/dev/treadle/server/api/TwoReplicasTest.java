package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one replica drives, another one is asked about. */
class TwoReplicasTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Api one = Replicas.ONE;
  private final Api other = Replicas.OTHER;
  private final ServerSocket silent;
  private final List<Socket> accepted = new ArrayList<>();

  private static final class Replicas {
    static final Api ONE = Api.start();
    static final Api OTHER = ONE.another();
  }

  TwoReplicasTest() throws IOException {
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    for (Socket call : accepted) {
      call.close();
    }
    silent.close();
  }

  /** A node that waits for an answer that never comes, and one that waits for a signal. */
  private String workflow() {
    String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
    return one.workflow(
        ("[{'id':'t','type':'trigger'},{'id':'call','type':'integration','data':{'timeout':'PT10M',"
                + "'config':{'connector':'http','operation':'request','parameters':{'url':'"
                + url
                + "'}}}},"
                + "{'id':'w','type':'wait','data':{'config':{'signal':'paid'}}}]")
            .replace('\'', '"'),
        "[{'source':'t','target':'call'},{'source':'t','target':'w'}]".replace('\'', '"'));
  }

  private String inFlight(String workflow) throws IOException {
    String location = one.execute(workflow, "{}").header("Location");
    // Kept, because one that nobody refers to is closed.
    accepted.add(silent.accept());
    return location;
  }

  @Test
  void aRunThatIsDrivenElsewhereIsCancelledWithinASecond() throws IOException {
    String location = inFlight(workflow());
    long begun = System.nanoTime();
    Answer answer = other.post(location + "/cancel", "");
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    assertThat(answer.string("/execution/status")).isEqualTo("CANCELLED");
    assertThat(took).isLessThan(SOON);
    assertThat(one.get(location).string("/execution/status")).isEqualTo("CANCELLED");
    assertThat(one.post(location + "/cancel", "").status()).isEqualTo(409);
  }

  @Test
  void aRunThatIsDrivenElsewhereTakesASignal() throws IOException {
    String location = inFlight(workflow());
    assertThat(other.post(location + "/signals/paid", "7").status()).isEqualTo(202);
    Answer run = one.get(location);
    assertThat(run.object("/execution/nodes/2/output")).containsEntry("signal", 7);
    assertThat(run.string("/execution/status")).isEqualTo("RUNNING");
    other.post(location + "/cancel", "");
  }

  @Test
  void deletingAWorkflowCancelsItsRunsWhereverTheyAre() throws IOException {
    String workflow = workflow();
    String location = inFlight(workflow);
    Answer deleted = other.call("DELETE", Api.BASE + "/workflows/" + workflow, new byte[0]);
    assertThat(deleted.status()).isEqualTo(200);
    Answer run =
        Eventually.get(() -> other.get(location), r -> r.at("/execution/completedAt") != null);
    assertThat(run.string("/execution/status")).isEqualTo("CANCELLED");
    assertThat(run.list("/execution/logs").toString()).contains("the workflow was deleted");
  }

  @Test
  void runsOfAPausedWorkflowAreHeldAndGoOnWhereverItIsResumed() {
    String workflow = one.workflowOf("{\"id\":\"node\",\"type\":\"output\"}");
    String path = Api.BASE + "/workflows/" + workflow;
    assertThat(one.post(path + "/pause", "").status()).isEqualTo(200);
    Answer held = other.execute(workflow, "{}", "Prefer", "wait=1");
    assertThat(held.status()).as(held.text()).isEqualTo(202);
    assertThat(held.object("/execution"))
        .containsEntry("status", "PENDING")
        .containsEntry("reason", "the workflow is paused");
    String location = one.execute(workflow, "{}").header("Location");
    assertThat(other.get(location).string("/execution/nodes/1/status")).isEqualTo("PENDING");
    String dropped = one.execute(workflow, "{}").header("Location");
    assertThat(other.post(dropped + "/cancel", "").string("/execution/status"))
        .isEqualTo("CANCELLED");
    assertThat(other.post(path + "/resume", "").status()).isEqualTo(200);
    for (String run : new String[] {location, held.header("Location")}) {
      Answer ended =
          Eventually.get(() -> one.get(run), r -> r.at("/execution/completedAt") != null);
      assertThat(ended.object("/execution"))
          .containsEntry("status", "COMPLETED")
          .doesNotContainKey("reason");
    }
    assertThat(one.execute(workflow, "{}", "Prefer", "wait=20").status()).isEqualTo(200);
  }

  @Test
  void aRunThatWaitsIsTakenUpByEither() {
    String workflow =
        one.workflowOf(
            "{'id':'node','type':'wait','data':{'config':{'signal':'paid'}}}".replace('\'', '"'));
    for (Api api : new Api[] {one, other}) {
      String location = one.execute(workflow, "{}").header("Location");
      Eventually.get(() -> api.get(location), r -> r.string("/execution/status").equals("WAITING"));
      assertThat(api.post(location + "/signals/paid", "1").status()).isEqualTo(202);
      Answer run =
          Eventually.get(() -> api.get(location), r -> r.at("/execution/completedAt") != null);
      assertThat(run.object("/execution/output")).containsEntry("signal", 1);
    }
  }
}
