package dev.treadle.nodes.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.testkit.FakeContext;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class RedirectTest {
  private final StubServer server = new StubServer().on("/end", 200, "");
  private final StubServer other = new StubServer().on("/end", 200, "");

  @AfterEach
  void stop() {
    server.close();
    other.close();
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET, ''",
    "302, POST, GET, ''",
    "303, PUT, GET, ''",
    "303, HEAD, HEAD, ''",
    "307, POST, POST, x",
    "308, PUT, PUT, x"
  })
  void methodAndBodyFollowTheStatus(int status, String method, String then, String body)
      throws InterruptedException {
    server.on("/go", status, "", "Location", "/end");
    assertCompleted(call(server.url("/go"), ", \"method\": \"" + method + "\", \"body\": \"x\""));
    StubServer.Request last = server.requests().getLast();
    assertThat(last.method()).isEqualTo(then);
    assertThat(last.body()).isEqualTo(body);
    assertThat(last.headers().get("content-type"))
        .isEqualTo(body.isEmpty() ? null : "text/plain; charset=utf-8");
    assertThat(last.headers()).containsKey("idempotency-key");
  }

  @Test
  void whatIdentifiesTheSenderStaysWithTheFirstOrigin() throws InterruptedException {
    server.on("/go", 307, "", "Location", other.url("/end"));
    server.on("/here", 307, "", "Location", server.url("/end"));
    String headers =
        ", \"headers\": {\"Authorization\": \"Bearer s\", \"COOKIE\": \"s\", \"X-Api-Key\": \"s\","
            + " \"Proxy-Authorization\": \"s\", \"Accept\": \"text/plain\"}";
    assertCompleted(call(server.url("/go"), headers));
    assertThat(other.requests().getLast().headers())
        .doesNotContainKeys("authorization", "cookie", "proxy-authorization", "x-api-key")
        .containsEntry("accept", "text/plain");
    assertCompleted(call(server.url("/here"), headers));
    assertThat(server.requests().getLast().headers())
        .containsEntry("authorization", "Bearer s")
        .containsEntry("x-api-key", "s");
  }

  @Test
  void fiveRedirectsAreFollowedAndNotSix() throws InterruptedException {
    server.on("/5", 302, "", "Location", "4").on("/4", 302, "", "Location", "3");
    server.on("/3", 302, "", "Location", "2").on("/2", 302, "", "Location", "1");
    server.on("/1", 302, "", "Location", "/end").on("/6", 302, "", "Location", "5");
    assertCompleted(call(server.url("/5"), ""));
    assertFailed(call(server.url("/6"), ""), HttpCodes.TOO_MANY_REDIRECTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/",
        "http://127.0.0.2/",
        "//10.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/"
      })
  void aRedirectToAForbiddenAddressIsDenied(String location) throws InterruptedException {
    server.on("/go", 302, "", "Location", location);
    assertFailed(call(server.url("/go"), ""), Egress.EGRESS_DENIED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///etc/passwd",
        "http://2130706433/",
        "http://u:p@127.0.0.1/",
        "gopher://a/",
        "javascript:alert(1)"
      })
  void aRedirectToWhatCannotBeCalledFails(String location) throws InterruptedException {
    server.on("/go", 302, "", "Location", location);
    assertFailed(call(server.url("/go"), ""), HttpCodes.INVALID_REDIRECT);
  }

  @Test
  void statusesWithoutALocationAreAnswers() throws InterruptedException {
    server.on("/304", 304, "").on("/300", 300, "").on("/302", 302, "");
    for (int status : new int[] {300, 302, 304}) {
      assertCompleted(call(server.url("/" + status), ""));
    }
  }

  @Test
  void aNameThatMovesAfterTheCheckGainsNothing() throws InterruptedException {
    server.on("/close", 200, "", "Connection", "close");
    AtomicInteger lookups = new AtomicInteger();
    IntegrationNode node =
        new IntegrationNode(
            Egress.allowing("127.0.0.1")
                .resolvedBy(
                    host ->
                        List.of(
                            InetAddress.ofLiteral(
                                lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"))));
    String url = "http://rebind.test:" + server.port() + "/close";
    assertCompleted(call(node, url, ""));
    assertThat(lookups).as("one lookup, checked and used").hasValue(1);
    assertFailed(call(node, url, ""), Egress.EGRESS_DENIED);
    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().getFirst().headers())
        .containsEntry("host", "rebind.test:" + server.port());
  }

  @Test
  void oneForbiddenAddressAmongSeveralIsEnough() throws InterruptedException {
    IntegrationNode node =
        new IntegrationNode(
            Egress.allowing("127.0.0.1")
                .resolvedBy(
                    host ->
                        List.of(
                            InetAddress.ofLiteral("127.0.0.1"),
                            InetAddress.ofLiteral("10.0.0.1"))));
    String url = "http://mixed.test:" + server.port() + "/end";
    assertFailed(call(node, url, ""), Egress.EGRESS_DENIED);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void callsThatFailGiveTheirConnectionsBack() throws InterruptedException {
    server.on("/bad", 500, "x".repeat(100_000)).on("/go", 302, "", "Location", "http://10.0.0.1/");
    IntegrationNode node = new IntegrationNode(Egress.allowing("127.0.0.1"));
    for (int i = 0; i < 150; i++) {
      assertFailed(call(node, "http://10.0.0.1/", ""), Egress.EGRESS_DENIED);
      assertFailed(call(node, server.url("/go"), ""), Egress.EGRESS_DENIED);
      assertThat(call(node, server.url("/bad"), "")).isInstanceOf(Outcome.Failed.class);
    }
    assertCompleted(call(node, server.url("/end"), ", \"timeout\": \"PT5S\""));
  }

  @Test
  void aLookupThatHangsEndsAtTheDeadline() throws InterruptedException {
    IntegrationNode node =
        new IntegrationNode(
            Egress.toPublicAddresses()
                .resolvedBy(
                    host -> {
                      new CountDownLatch(1).await();
                      return List.of();
                    }));
    Outcome outcome = call(node, "http://silent.test/", ", \"timeout\": \"PT0.2S\"");
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> assertThat(failed.failure().code()).isEqualTo(ErrorCode.TIMEOUT));
  }

  private static Outcome call(String url, String parameters) throws InterruptedException {
    return call(new IntegrationNode(Egress.allowing("127.0.0.1")), url, parameters);
  }

  private static Outcome call(IntegrationNode node, String url, String parameters)
      throws InterruptedException {
    return FakeContext.of("{}")
        .run(
            node,
            "{\"connector\": \"http\", \"parameters\": {\"url\": \""
                + url
                + "\""
                + parameters
                + "}}");
  }

  private static void assertCompleted(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
  }

  private static void assertFailed(Outcome outcome, ErrorCode code) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.failure().code()).as("%s", failed).isEqualTo(code);
              assertThat(failed.retryable()).isFalse();
            });
  }
}
