package dev.treadle.nodes.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.treadle.node.JsonText;
import dev.treadle.node.NodeType;
import dev.treadle.node.Secret;
import dev.treadle.node.testkit.FakeContext;
import dev.treadle.node.testkit.NodeContract;
import dev.treadle.nodes.http.StubServer;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class AiAgentNodeTest extends NodeContract {
  private static final String CHAT = "/v1/chat/completions";
  private static final String KEY = "sk-canary-1234567890";

  private final StubServer server = new StubServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected NodeType<?> type() {
    return node(server.url("/v1"));
  }

  @Test
  void asksTheModelAndCountsWhatItCost() throws InterruptedException {
    answer("Defective lamp.", "gpt-4o-mini-2024-07-18", "stop");
    Outcome outcome =
        FakeContext.of("{\"name\": \"Ada\"}")
            .run(
                node(server.url("/v1")),
                """
                {"model": "gpt-4o-mini", "systemPrompt": "Be terse.",
                 "prompt": "Greet {{ name }}", "temperature": 0.2, "maxTokens": 50}\
                """);
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            done -> {
              assertThat(Json.write(done.result()))
                  .isEqualTo(
                      "{\"text\":\"Defective lamp.\",\"usage\":{\"inputTokens\":21,"
                          + "\"outputTokens\":4},\"model\":\"gpt-4o-mini-2024-07-18\"}");
              assertThat(done.usage().cost()).hasToString("0.00000555");
              assertThat(done.usage().tokens()).isEqualTo(25);
              assertThat(done.reason()).isEmpty();
            });
    StubServer.Request request = server.requests().getFirst();
    assertThat(request.headers()).containsEntry("authorization", "Bearer " + KEY);
    Map<String, @Nullable Object> body = JsonText.constantObject(request.body());
    assertThat(body).containsEntry("model", "gpt-4o-mini").containsEntry("max_tokens", 50);
    assertThat(Json.write(body.get("messages")))
        .contains("{\"role\":\"system\",\"content\":\"Be terse.\"}")
        .contains("\"Greet Ada\"");
    assertThat(Json.equal(body.get("temperature"), 0.2)).isTrue();
  }

  @Test
  void theDefaultModelIsAskedAndAnUnknownPriceIsSaid() throws InterruptedException {
    answer("Hi", "house-model", "length");
    assertThat(ask("{\"prompt\": \"x\"}"))
        .isInstanceOfSatisfying(
            Outcome.Completed.class,
            done -> {
              assertThat(done.usage().cost().isZero()).isTrue();
              assertThat(done.reason())
                  .isEqualTo(
                      "no price known for house-model, so its cost counts as 0;"
                          + " the answer was cut off at its most tokens");
            });
    assertThat(server.requests().getFirst().body()).contains("\"house-model\"");
  }

  @Test
  void aReplyWithoutTextFailsAndItsTokensCount() throws InterruptedException {
    answer(null, "gpt-4o-mini", "content_filter");
    Outcome.Failed failed = failed(ask("{\"prompt\": \"x\"}"));
    assertThat(failed.failure().code()).isEqualTo(AiCodes.MODEL_GAVE_NO_TEXT);
    assertThat(failed.usage().tokens()).isEqualTo(25);
  }

  @Test
  void withoutAModelItSaysWhatToSet() throws InterruptedException {
    Outcome.Failed failed =
        failed(FakeContext.of("{}").run(new AiAgentNode(ChatModels.none()), "{\"prompt\": \"x\"}"));
    assertThat(failed.failure().code()).isEqualTo(AiCodes.MODEL_NOT_CONFIGURED);
    assertThat(failed.retryable()).isFalse();
    assertThat(failed.failure().message())
        .contains("TREADLE_AI_BASE_URL", "TREADLE_AI_API_KEY", "TREADLE_AI_MODEL");
  }

  @ParameterizedTest
  @CsvSource({
    "400, false",
    "401, false",
    "403, false",
    "404, false",
    "408, true",
    "422, false",
    "425, true",
    "429, true",
    "500, true",
    "503, true"
  })
  void refusalsAreRetryableByTheirStatusAndAskedOnce(int status, boolean retryable)
      throws InterruptedException {
    server.on(
        CHAT,
        status,
        "{\"error\": {\"message\": \"Wrong key " + KEY + "\", \"type\": \"x\"}}",
        "Content-Type",
        "application/json",
        "Retry-After",
        "3");
    Outcome.Failed failed = failed(ask("{\"prompt\": \"x\"}"));
    assertThat(failed.failure().code()).isEqualTo(AiCodes.MODEL_FAILED);
    assertThat(failed.retryable()).isEqualTo(retryable);
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(3));
    assertThat(failed.failure().message()).endsWith("status " + status + ": Wrong key ••••");
    assertThat(failed.toString()).doesNotContain(KEY);
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "no json", "{\"choices\": []}", "{\"choices\": [{}]}"})
  void anAnswerThatIsNoneIsRetryable(String body) throws InterruptedException {
    server.on(CHAT, 200, body, "Content-Type", "application/json");
    Outcome.Failed failed = failed(ask("{\"prompt\": \"x\"}"));
    assertThat(failed.failure().code()).isEqualTo(AiCodes.MODEL_FAILED);
    assertThat(failed.retryable()).isTrue();
  }

  @Test
  void aServerThatIsGoneIsRetryable() throws InterruptedException {
    String url = server.url("/v1");
    server.close();
    Outcome.Failed failed = failed(FakeContext.of("{}").run(node(url), "{\"prompt\": \"x\"}"));
    assertThat(failed.failure().code()).isEqualTo(AiCodes.MODEL_FAILED);
    assertThat(failed.retryable()).isTrue();
    assertThat(failed.toString()).doesNotContain(KEY);
  }

  @Test
  void anInterruptEndsTheQuestionWithinASecond() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    server.on(
        CHAT,
        exchange -> {
          asked.countDown();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    AtomicReference<String> ended = new AtomicReference<>("none");
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    ended.set(String.valueOf(ask("{\"prompt\": \"x\"}")));
                  } catch (InterruptedException e) {
                    ended.set("interrupted");
                  }
                });
    asked.await();
    caller.interrupt();
    assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
    assertThat(ended).hasValue("interrupted");
    end.countDown();
  }

  @Test
  void membersThatComeLaterAreRefusedInsteadOfIgnored() {
    String config =
        "{\"prompt\": \"x\", \"agentId\": \"a\", \"tools\": [], \"outputSchema\": {},"
            + " \"budget\": 1, \"maxTokens\": 0}";
    assertThat(type().spec().signature().check().apply(JsonText.constantObject(config)))
        .extracting(ConfigProblem::pointer)
        .containsExactly("/agentId", "/tools", "/outputSchema", "/budget", "/maxTokens");
  }

  @Test
  void maxTokensFromATemplateIsCheckedToo() throws InterruptedException {
    Outcome outcome =
        FakeContext.of("{\"n\": 0}")
            .run(node(server.url("/v1")), "{\"prompt\": \"x\", \"maxTokens\": \"{{ n }}\"}");
    assertThat(failed(outcome).failure().code()).isEqualTo(ErrorCode.INVALID_CONFIG);
  }

  @Test
  void aBaseUrlThatIsNoneIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> node("localhost:11434"))
        .withMessageContaining("TREADLE_AI_BASE_URL");
  }

  private void answer(@Nullable String text, String model, String finish) {
    server.on(
        CHAT,
        200,
        "{\"id\": \"1\", \"object\": \"chat.completion\", \"created\": 1, \"model\": \""
            + model
            + "\", \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\","
            + " \"content\": "
            + Json.write(text)
            + "}, \"finish_reason\": \""
            + finish
            + "\"}], \"usage\": {\"prompt_tokens\": 21, \"completion_tokens\": 4,"
            + " \"total_tokens\": 25}}",
        "Content-Type",
        "application/json");
  }

  private static AiAgentNode node(String baseUrl) {
    return new AiAgentNode(
        ChatModels.openAi(
            new ModelSettings(baseUrl, new Secret(KEY), "house-model", Prices.builtIn())));
  }

  private Outcome ask(String config) throws InterruptedException {
    return FakeContext.of("{}").run(node(server.url("/v1")), config);
  }

  private static Outcome.Failed failed(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return (Outcome.Failed) outcome;
  }
}
