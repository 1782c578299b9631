package dev.treadle.nodes.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegrationNodeTest extends NodeContract {
  private final StubServer server = new StubServer();
  private final IntegrationNode node = new IntegrationNode(Egress.allowing("127.0.0.1"));

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected NodeType<?> type() {
    return node;
  }

  @Test
  void sendsJsonAndReadsJson() throws InterruptedException {
    server.on("/a", 201, "{\"id\": 12345678901234567890.10}", "Content-Type", "application/json");
    Outcome.Completed done = completed(call("/a", "'method': 'post', 'body': {'x': [1, null]}"));
    assertThat(done.handle()).isEqualTo("out");
    assertThat(done.result().get("status")).isEqualTo(201);
    assertThat(Json.write(done.result().get("body"))).isEqualTo("{\"id\":12345678901234567890.10}");
    StubServer.Request request = server.requests().getFirst();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.body()).isEqualTo("{\"x\":[1,null]}");
    assertThat(request.headers())
        .containsEntry("content-type", "application/json")
        .containsEntry("idempotency-key", FakeContext.of("{}").idempotencyKey())
        .hasEntrySatisfying("user-agent", agent -> assertThat(agent).startsWith("treadle/"));
  }

  @Test
  void methodDefaultsToGetAndAnEmptyBodyIsAbsent() throws InterruptedException {
    server.on("/a", 204, "");
    assertThat(completed(call("/a", "")).result()).containsOnlyKeys("status", "headers");
    assertThat(server.requests().getFirst().method()).isEqualTo("GET");
  }

  @Test
  void queryAndHeadersTakeSimpleValues() throws InterruptedException {
    server.on("/a", 200, "");
    call(
        "/a?z=0",
        "'query': {'q': 'a b&c=d', 'n': [1, true], 'none': null},"
            + " 'headers': {'X-Number': 7, 'X-None': null, 'X-Umlaut': 'ä'}");
    assertThat(server.requests().getFirst().target())
        .isEqualTo("/a?z=0&q=a%20b%26c%3Dd&n=1&n=true");
    assertThat(server.requests().getFirst().headers())
        .containsEntry("x-number", "7")
        .doesNotContainKey("x-none");
  }

  @Test
  void textsAndFormsAreSentAsTheHeaderSays() throws InterruptedException {
    server.on("/a", 200, "");
    call("/a", "'method': 'PUT', 'body': 'plain ä'");
    call(
        "/a",
        "'method': 'POST', 'body': {'a': 'x y', 'b': [1, 2]},"
            + " 'headers': {'content-type': 'application/x-www-form-urlencoded'}");
    call("/a", "'method': 'POST', 'body': '<x/>', 'headers': {'Content-Type': 'text/xml'}");
    assertThat(server.requests())
        .extracting(StubServer.Request::body)
        .containsExactly("plain ä", "a=x%20y&b=1&b=2", "<x/>");
    assertThat(server.requests())
        .extracting(request -> request.headers().get("content-type"))
        .containsExactly(
            "text/plain; charset=utf-8", "application/x-www-form-urlencoded", "text/xml");
  }

  @Test
  void theIdempotencyKeyIsTheSameForEveryAttemptUnlessTheUserSetOne() throws InterruptedException {
    server.on("/a", 200, "");
    String config = config("/a", "");
    FakeContext.of("{}").run(node, config);
    FakeContext.of("{}").attempt(2).run(node, config);
    call("/a", "'headers': {'idempotency-key': 'mine'}");
    String key = FakeContext.of("{}").idempotencyKey();
    assertThat(server.requests())
        .extracting(request -> request.headers().get("idempotency-key"))
        .containsExactly(key, key, "mine");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "text/plain               | hi       | 'hi'",
        "application/json         | {'a': 1} | {'a':1}",
        "application/problem+json | [1]      | [1]",
        "application/json         | {nope    | '{nope'",
        "application/xml          | <a/>     | '<a/>'",
        "image/png                | abc      | 'YWJj'",
        "application/octet-stream | abc      | 'YWJj'",
      })
  void readsABodyByItsType(String type, String body, String result) throws InterruptedException {
    server.on("/a", 200, body.replace('\'', '"'), "Content-Type", type);
    assertThat(Json.write(completed(call("/a", "")).result().get("body")))
        .isEqualTo(result.replace('\'', '"'));
  }

  @Test
  void headersHaveLowerCaseNamesAndJoinedValues() throws InterruptedException {
    server.on("/a", 200, "x", "X-Two", "1", "X-Two", "2", "Content-Type", "text/plain");
    assertThat(Json.asObject(completed(call("/a", "")).result().get("headers")))
        .containsEntry("x-two", "1, 2")
        .containsEntry("content-type", "text/plain");
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "404, false",
    "408, true",
    "409, false",
    "425, true",
    "429, true",
    "500, true",
    "503, true"
  })
  void aFailedAnswerKeepsWhatItSaid(int status, boolean retryable) throws InterruptedException {
    server.on(
        "/a",
        status,
        "{\"why\": \"because\"}",
        "Content-Type",
        "application/json",
        "Set-Cookie",
        "session=secret",
        "Retry-After",
        "7");
    Outcome.Failed failed = failed(call("/a?key=secret", ""));
    assertThat(failed.failure().code()).isEqualTo(HttpCodes.HTTP_STATUS);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    Map<String, @Nullable Object> details = details(failed);
    assertThat(details).containsEntry("status", status);
    assertThat(Json.write(details.get("body"))).isEqualTo("{\"why\":\"because\"}");
    assertThat(failed.toString()).doesNotContain("secret").contains("/a");
  }

  @Test
  void onlyTheBeginningOfALongFailureIsKept() throws InterruptedException {
    server.on("/a", 500, "x".repeat(1_000_000), "Content-Type", "text/plain");
    Map<String, @Nullable Object> details = details(failed(call("/a", "")));
    assertThat(details.get("body")).isEqualTo("x".repeat(8 * 1024));
  }

  @Test
  void aMomentInRetryAfterCountsFromNow() {
    assertThat(RetryAfter.parse("Sat, 31 Jan 2026 09:00:30 GMT", FakeContext.NOW))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(RetryAfter.parse("Sat, 31 Jan 2026 08:00:00 GMT", FakeContext.NOW)).isZero();
    assertThat(RetryAfter.parse("999999999", FakeContext.NOW)).isEqualTo(Duration.ofDays(1));
    assertThat(RetryAfter.parse("soon", FakeContext.NOW)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'headers': {'X': 'a\\r\\nEvil: 1'}",
        "'headers': {'X\\nEvil': 'a'}",
        "'headers': {'Host': 'evil'}",
        "'headers': {'Transfer-Encoding': 'chunked'}",
        "'headers': {'a': '1', 'A': '2'}",
        "'headers': {'a': [1]}",
        "'query': {'a': {'b': 1}}",
        "'method': 'CONNECT'",
        "'method': 'GET / HTTP/1.1'",
        "'timeout': 'soon'",
      })
  void refusesWhatIsNoRequest(String parameters) throws InterruptedException {
    server.on("/a", 200, "");
    Outcome.Failed failed = failed(call("/a", parameters));
    assertThat(failed.failure().code()).isEqualTo(ErrorCode.INVALID_CONFIG);
    assertThat(failed.retryable()).isFalse();
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void reportsWhatIsWrongBeforeItRuns() {
    String config =
        "{'connector': 'http', 'parameters': {'method': 'TRACE', 'url': 'file:///etc/passwd',"
            + " 'headers': {'Host': 'x', 'a/b': 'c', 'ok': '{{ x }}'}}}";
    assertThat(
            node.spec()
                .signature()
                .check()
                .apply(JsonText.constantObject(config.replace('\'', '"'))))
        .extracting(ConfigProblem::pointer)
        .containsExactly(
            "/parameters/method",
            "/parameters/url",
            "/parameters/headers/Host",
            "/parameters/headers/a~1b");
  }

  @Test
  void aCredentialIsNotSilentlyIgnored() throws InterruptedException {
    server.on("/a", 200, "");
    String config =
        config("/a", "").replace("{\"connector", "{\"credentialId\": \"c\", \"connector");
    Outcome.Failed failed = failed(FakeContext.of("{}").run(node, config.replace('\'', '"')));
    assertThat(failed.failure().code()).isEqualTo(IntegrationNode.CREDENTIALS_UNAVAILABLE);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aBodyOverTheLimitIsNotSent() throws InterruptedException {
    server.on("/a", 200, "");
    Outcome.Failed failed =
        failed(call("/a", "'method': 'POST', 'body': '" + "x".repeat(5 * 1024 * 1024 + 1) + "'"));
    assertThat(failed.failure().code()).isEqualTo(HttpCodes.REQUEST_TOO_LARGE);
    assertThat(server.requests()).isEmpty();
  }

  private String config(String path, String parameters) {
    String rest = parameters.isEmpty() ? "" : ", " + parameters;
    String config =
        "{'connector': 'http', 'parameters': {'url': '" + server.url(path) + "'" + rest + "}}";
    return config.replace('\'', '"');
  }

  private Outcome call(String path, String parameters) throws InterruptedException {
    return FakeContext.of("{}").run(node, config(path, parameters));
  }

  private static Map<String, @Nullable Object> details(Outcome.Failed failed) {
    return Objects.requireNonNull(Json.asObject(failed.failure().details()));
  }

  private static Outcome.Completed completed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    return (Outcome.Completed) outcome;
  }

  private static Outcome.Failed failed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return (Outcome.Failed) outcome;
  }
}
