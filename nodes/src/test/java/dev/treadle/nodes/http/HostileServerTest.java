package dev.treadle.nodes.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.testkit.FakeContext;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are silent, slow, endless, broken or gone: each ends in an outcome, in time. */
@Timeout(20)
class HostileServerTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @Test
  void silenceEndsAtTheDeadline() throws InterruptedException {
    try (RawServer server = new RawServer(HostileServerTest::hang)) {
      assertFailed(call(server.url(), "PT0.2S"), ErrorCode.TIMEOUT, true);
    }
  }

  @Test
  void aDripThatNeverIsLateEndsAtTheDeadlineToo() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            socket -> {
              RawServer.write(socket, OK + "Content-Length: 100000\r\n\r\n");
              while (!end.await(20, TimeUnit.MILLISECONDS)) {
                RawServer.write(socket, "x");
              }
            })) {
      assertFailed(call(server.url(), "PT0.3S"), ErrorCode.TIMEOUT, true);
      end.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInterruptEndsTheCallWithinASecond(boolean virtual) throws InterruptedException {
    try (RawServer server = new RawServer(HostileServerTest::hang)) {
      AtomicReference<String> end = new AtomicReference<>("none");
      Runnable calling =
          () -> {
            try {
              end.set(String.valueOf(call(server.url(), "PT1M")));
            } catch (InterruptedException e) {
              end.set("interrupted");
            }
          };
      Thread caller =
          virtual ? Thread.ofVirtual().start(calling) : Thread.ofPlatform().start(calling);
      server.asked.await();
      caller.interrupt();
      assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
      assertThat(end).hasValue("interrupted");
    }
  }

  @Test
  void anInterruptClosesTheConnection() throws InterruptedException {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
        new RawServer(
            socket -> {
              try {
                if (socket.getInputStream().read() < 0) {
                  closed.countDown();
                }
              } catch (SocketException reset) {
                closed.countDown();
              }
            })) {
      assertFailed(call(server.url(), "PT2S"), ErrorCode.TIMEOUT, true);
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aBodyWithoutEndIsCutOff() throws InterruptedException {
    String block = "x".repeat(64 * 1024);
    try (RawServer server =
        new RawServer(
            socket -> {
              RawServer.write(socket, OK + "Content-Type: text/plain\r\n\r\n");
              while (true) {
                RawServer.write(socket, block);
              }
            })) {
      assertFailed(call(server.url(), "PT10S"), HttpCodes.RESPONSE_TOO_LARGE, false);
    }
  }

  @Test
  void aGzipBombIsCountedUnpacked() throws InterruptedException, IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
      zip.write(new byte[50 * 1024 * 1024]);
    }
    assertThat(bomb.size()).isLessThan(100_000);
    assertFailed(gzip(bomb.toByteArray()), HttpCodes.RESPONSE_TOO_LARGE, false);
  }

  @Test
  void gzipIsUnpacked() throws InterruptedException, IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write("hello".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(gzip(zipped.toByteArray()))
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            done -> assertThat(done.result()).containsEntry("body", "hello"));
    assertFailed(gzip(new byte[] {1, 2, 3}), HttpCodes.INVALID_RESPONSE, true);
  }

  private static Outcome gzip(byte[] body) throws InterruptedException {
    try (StubServer server = new StubServer()) {
      server.on(
          "/",
          exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            exchange.getResponseHeaders().add("Content-Type", "text/plain");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          });
      return call(server.url("/"), "PT10S");
    }
  }

  @Test
  void tooManyHeadersAndTooLongOnesAreRefused() throws InterruptedException {
    String many = "X-A: 1\r\n".repeat(1000);
    String lengthy = "X-A: " + "x".repeat(200_000) + "\r\n";
    for (String headers : new String[] {many, lengthy}) {
      try (RawServer server =
          new RawServer(socket -> writeThenDrain(socket, OK + headers + "\r\n"))) {
        assertFailed(call(server.url(), "PT10S"), HttpCodes.RESPONSE_TOO_LARGE, false);
      }
    }
  }

  @Test
  void whatIsNotHttpIsSaidToBeNone() throws InterruptedException {
    try (RawServer server = new RawServer(socket -> writeThenDrain(socket, "SSH-2.0-x\r\n\r\n"))) {
      assertThat(call(server.url(), "PT10S"))
          .isInstanceOfSatisfying(
              Outcome.Failed.class, failed -> assertThat(failed.retryable()).isTrue());
    }
  }

  @Test
  void brokenConnectionsAreRetryable() throws InterruptedException, IOException {
    Consumer<RawServer.Answer> breaks =
        answer -> {
          try (RawServer server = new RawServer(answer)) {
            assertFailed(call(server.url(), "PT10S"), HttpCodes.CONNECTION_FAILED, true);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    breaks.accept(socket -> {});
    breaks.accept(socket -> socket.setSoLinger(true, 0));
    breaks.accept(socket -> RawServer.write(socket, OK + "Content-Length: 10\r\n\r\nabc"));
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertFailed(
        call("http://127.0.0.1:" + free + "/", "PT10S"), HttpCodes.CONNECTION_FAILED, true);
  }

  private static void hang(Socket socket) throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // until the client closes
    }
  }

  private static void writeThenDrain(Socket socket, String text) throws IOException {
    RawServer.write(socket, text);
    socket.shutdownOutput();
    hang(socket);
  }

  private static Outcome call(String url, String timeout) throws InterruptedException {
    return FakeContext.of("{}")
        .run(
            new IntegrationNode(Egress.allowing("127.0.0.1")),
            "{\"connector\": \"http\", \"parameters\": {\"url\": \""
                + url
                + "\", \"timeout\": \""
                + timeout
                + "\"}}");
  }

  private static void assertFailed(Outcome outcome, ErrorCode code, boolean retryable) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).as("%s", failed).isEqualTo(code);
              assertThat(failed.retryable()).as("%s", failed).isEqualTo(retryable);
            });
  }
}
