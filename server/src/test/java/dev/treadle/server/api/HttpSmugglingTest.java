package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that another server on the way could take for other requests than this one does. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("a place beside the others")
class HttpSmugglingTest {
  private static final String HOST = "Host: x\r\n";
  private static final String WHO = HOST + "Authorization: Bearer " + Api.KEY + "\r\n";
  private static final String LIVE = "GET /health/live HTTP/1.1\r\n" + HOST;
  private static final String LAST = LIVE + "Connection: close\r\n\r\n";

  private final Api api = Api.shared();

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private String exchange(String bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return rest(socket);
    }
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static int answers(String text) {
    return text.split("HTTP/1\\.1 ", -1).length - 1;
  }

  @Test
  void requestsInOneGoAreAnsweredOneByOne() throws IOException {
    String text = exchange(LIVE + "\r\n" + LIVE + "\r\n" + LAST);
    assertThat(answers(text)).isEqualTo(3);
    assertThat(text).doesNotContain("HTTP/1.1 4");
  }

  @Test
  void aBodyThatLooksLikeARequestIsABody() throws IOException {
    String inner = "GET " + Api.BASE + "/node-types HTTP/1.1\r\n" + WHO + "\r\n";
    String text = exchange(LIVE + "Content-Length: " + inner.length() + "\r\n\r\n" + inner + LAST);
    assertThat(answers(text)).isEqualTo(2);
    assertThat(text).doesNotContain("nodeTypes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: 0, 0\r\n\r\n",
        "Content-Length: 0x0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content Length: 0\r\n\r\n",
        ": empty\r\n\r\n",
        "X: a\rb\r\n\r\n"
      })
  void anAmbiguousRequestIsRefusedAndItsConnectionEnds(String rest) throws IOException {
    String text =
        exchange(
            "POST "
                + Api.BASE
                + "/workflows/validate HTTP/1.1\r\n"
                + WHO
                + "Content-Type: application/json\r\n"
                + rest
                + LAST);
    assertThat(text).startsWith("HTTP/1.1 400").contains("application/problem+json");
    assertThat(answers(text)).isEqualTo(1);
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }

  @Test
  void whatIsSentTooSlowlyIsGivenUp() throws IOException {
    String post =
        "POST "
            + Api.BASE
            + "/workflows/validate HTTP/1.1\r\n"
            + WHO
            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    try (Socket head = connect();
        Socket body = connect()) {
      head.getOutputStream().write("GET /health/live HTT".getBytes(StandardCharsets.ISO_8859_1));
      body.getOutputStream().write(post.getBytes(StandardCharsets.ISO_8859_1));
      // The answer comes at once when the time is over; its connection is closed some time later.
      String start = new String(body.getInputStream().readNBytes(600), StandardCharsets.UTF_8);
      assertThat(start).startsWith("HTTP/1.1 408").contains("application/problem+json");
      assertThat(rest(head)).doesNotContain("HTTP/1.1 200");
    }
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }
}
