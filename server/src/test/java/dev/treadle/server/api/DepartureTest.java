package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What callers see of a server that is about to stop. */
class DepartureTest {
  private static final String WAIT =
      "{\"id\":\"node\",\"type\":\"wait\",\"data\":{\"config\":{\"duration\":\"PT1H\"}}}";

  private final Api api = Api.start();

  @Test
  void itSaysThatItIsNotReadyAndServesWhoHasNotHeard() {
    String workflow = api.workflowOf("{\"id\":\"node\",\"type\":\"output\"}");
    api.backend().depart();
    assertThat(api.get("/health/ready").status()).isEqualTo(503);
    assertThat(api.get("/health/live").status()).isEqualTo(200);
    Answer run = api.execute(workflow, "{}", "Prefer", "wait=20");
    assertThat(run.string("/execution/status")).isEqualTo("COMPLETED");
    assertThat(run.header("Connection")).isEqualTo("close");
    api.stop();
  }

  @Test
  void whoWaitsForARunIsAnsweredWithoutItsEnd() throws Exception {
    String workflow = api.workflowOf(WAIT);
    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(() -> api.execute(workflow, "{}", "Prefer", "wait=60"));
    Eventually.get(
        () -> api.get(Api.BASE + "/executions?status=WAITING"),
        list -> !list.list("/executions").isEmpty());
    api.backend().depart();
    api.backend().lastCall();
    assertThat(waiting.get(5, TimeUnit.SECONDS).status()).isEqualTo(202);
    api.stop();
  }

  /** Whoever uses a connection that is about to be closed is told so, and is not cut off. */
  @Test
  void aConnectionThatWasKeptEndsInOrder() throws Exception {
    String workflow = api.workflowOf(WAIT);
    List<Socket> kept = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
      socket.setSoTimeout(10_000);
      kept.add(socket);
      assertThat(live(socket)).startsWith("HTTP/1.1 200");
    }
    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(() -> api.execute(workflow, "{}", "Prefer", "wait=3"));
    Eventually.get(
        () -> api.get(Api.BASE + "/executions?status=WAITING"),
        list -> !list.list("/executions").isEmpty());
    Thread stopping = Thread.ofVirtual().start(api::stop);
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    for (Socket socket : kept) {
      assertThat(live(socket))
          .satisfiesAnyOf(
              answer -> assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: 1"),
              answer -> assertThat(answer).isEmpty());
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      socket.close();
    }
    assertThat(waiting.get(10, TimeUnit.SECONDS).status()).isEqualTo(202);
    stopping.join();
  }

  private static String live(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    int length = 0;
    for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
      answer.append(line).append('\n');
      if (line.startsWith("Content-Length: ")) {
        length = Integer.parseInt(line.substring("Content-Length: ".length()));
      }
    }
    for (int i = 0; i < length; i++) {
      answer.append((char) lines.read());
    }
    return answer.toString();
  }
}
