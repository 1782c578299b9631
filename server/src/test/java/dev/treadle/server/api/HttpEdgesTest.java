package dev.treadle.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.server.api.Api.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpEdgesTest {
  private static final String WHO = "Host: x\r\nAuthorization: Bearer " + Api.KEY + "\r\n";
  private static final String POST =
      "POST " + Api.BASE + "/workflows HTTP/1.1\r\n" + WHO + "Content-Type: application/json\r\n";

  private final Api api = Api.shared();

  /** Sends what no client would send, and reads until the server is silent. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      InputStream answer = socket.getInputStream();
      return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void isProblem(int status, String answer) {
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    assertThat(answer).contains("Content-Type: application/problem+json");
    assertThat(answer).contains("\"status\":" + status).doesNotContain("<html", "timestamp");
    assertThat(api.get("/health/ready").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: x\r\n\r\n{}",
        "Content-Length: -1\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n{}",
        "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}\r\n0\r\n\r\n",
        "X : y\r\n\r\n",
        "X: a\u0000b\r\n\r\n",
        "Content-Length: 100\r\n\r\n{}"
      })
  void bodiesThatCouldBeReadInTwoWaysAre400(String rest) throws IOException {
    isProblem(400, raw(POST + rest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/live HTTP/1.1\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /health/live HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET http://evil/health/live HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /health/live HTTP/9.9\r\nHost: x\r\n\r\n",
        "GET /health/live FOO\r\nHost: x\r\n\r\n",
        "CONNECT x HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001\r\n\r\n",
        "GET /a b HTTP/1.1\r\n" + WHO + "\r\n",
        "GET /<script> HTTP/1.1\r\n" + WHO + "\r\n",
        "GET " + Api.BASE + "/workflows/%00 HTTP/1.1\r\n" + WHO + "\r\n",
        "GET " + Api.BASE + "/workflows/%2f HTTP/1.1\r\n" + WHO + "\r\n",
        "GET " + Api.BASE + "/workflows/%zz HTTP/1.1\r\n" + WHO + "\r\n",
        "GET " + Api.BASE + "/workflows/%ff HTTP/1.1\r\n" + WHO + "\r\n",
        "GET " + Api.BASE + "/node-types?a[]=1 HTTP/1.1\r\n" + WHO + "\r\n",
        "GET " + Api.BASE + "/node-types?%zz=1 HTTP/1.1\r\n" + WHO + "\r\n",
        "GET " + Api.BASE + "/node-types?%ff=%00 HTTP/1.1\r\n" + WHO + "\r\n"
      })
  void requestsThatMakeNoSenseAre400(String request) throws IOException {
    isProblem(400, raw(request));
  }

  @Test
  void hugeHeadersAreRefused() throws IOException {
    isProblem(
        400, raw("GET /health/live HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(20_000) + "\r\n\r\n"));
    isProblem(
        400, raw("GET /health/live HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(500) + "\r\n"));
  }

  @Test
  void aBodyOverTheLimitWithoutALengthIs413() throws IOException {
    String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
    String answer =
        raw(
            POST
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(85)
                + "0\r\n\r\n");
    isProblem(413, answer);
  }

  /** Many clients read no answer before they have sent everything. */
  @Test
  void whoSendsABodyOverTheLimitToItsEndIsStillAnswered413() throws IOException {
    int size = 40 * 1024 * 1024;
    isProblem(413, raw(POST + "Content-Length: " + size + "\r\n\r\n" + " ".repeat(size)));
  }

  @Test
  void aBodyOverTheLimitIsRefusedBeforeItHasCome() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(5_000);
      String head = POST + "Content-Length: 20000000\r\n\r\n{";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      byte[] line = socket.getInputStream().readNBytes(12);
      assertThat(new String(line, StandardCharsets.ISO_8859_1)).isEqualTo("HTTP/1.1 413");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/workflows,POST",
    "PUT,/workflows/018f0000-0000-7000-8000-000000000000,GET",
    "PATCH,/node-types,GET",
    "POST,/executions/x,GET",
    "GET,/workflows/x/execute,POST",
    "FOO,/node-types,GET"
  })
  void otherMethodsAre405AndToldWhichThereAre(String method, String path, String allowed) {
    Answer answer = api.call(method, Api.BASE + path, new byte[0]);
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains(allowed);
    assertThat(answer.string("/type")).isEqualTo("/problems/method-not-allowed");
    assertThat(api.get(Api.BASE + "/node-types", "X-HTTP-Method-Override", "DELETE").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/workflows/x",
        "/workflows/018F0000-0000-7000-8000-000000000000",
        "/workflows/1-1-1-1-1",
        "/workflows/018f0000-0000-7000-8000-000000000000/",
        "/workflows/018f0000-0000-7000-8000-000000000000;x=1",
        "/workflows/..;/node-types",
        "/workflows/%2e%2e/node-types",
        "/workflows/../node-types",
        "/./node-types",
        "//node-types",
        "/node-types/",
        "/node-types;jsessionid=1",
        "/node-types.json",
        "/Node-Types",
        "/executions/%252e%252e",
        "/nothing"
      })
  void pathsThatNameNothingAre404AndNoOtherRoute(String path) throws IOException {
    isProblem(
        404, raw("GET " + Api.BASE + path + " HTTP/1.1\r\n" + WHO + "Connection: close\r\n\r\n"));
  }

  @Test
  void nothingButJsonIsGiven() {
    assertThat(api.get(Api.BASE + "/node-types", "Accept", "application/xml").status())
        .isEqualTo(406);
    assertThat(api.get(Api.BASE + "/node-types", "Accept", "nonsense").status()).isEqualTo(406);
    Answer answer = api.get(Api.BASE + "/node-types", "Accept", "text/html;q=0.9, */*;q=0.1");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
  }
}
