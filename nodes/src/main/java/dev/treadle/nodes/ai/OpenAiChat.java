package dev.treadle.nodes.ai;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.node.NodeFailure;
import dev.treadle.node.Secret;
import dev.treadle.nodes.http.RetryAfter;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Failure;
import dev.treadle.values.Json;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A server that speaks the protocol of OpenAI, through LangChain4j. */
final class OpenAiChat implements ChatModel {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final int MAX_MESSAGE = 500;

  /** Refusals below 500 after which another attempt may succeed. */
  private static final Set<Integer> RETRYABLE = Set.of(408, 425, 429);

  private final OpenAiChatModel client;
  private final Secret apiKey;

  OpenAiChat(String baseUrl, Secret apiKey) {
    this.apiKey = apiKey;
    OpenAiChatModel.OpenAiChatModelBuilder builder =
        OpenAiChatModel.builder()
            .httpClientBuilder(new ModelHttp.Builder())
            .baseUrl(baseUrl)
            .timeout(TIMEOUT)
            .maxRetries(0);
    if (!apiKey.reveal().isEmpty()) {
      builder.apiKey(apiKey.reveal());
    }
    this.client = builder.build();
  }

  @Override
  public Reply reply(Request request) throws InterruptedException {
    List<ChatMessage> messages = new ArrayList<>();
    if (request.systemPrompt() != null && !request.systemPrompt().isBlank()) {
      messages.add(SystemMessage.from(request.systemPrompt()));
    }
    messages.add(UserMessage.from(request.prompt()));
    ChatRequest.Builder question =
        ChatRequest.builder().messages(messages).modelName(request.model());
    if (request.temperature() != null) {
      question.temperature(request.temperature().doubleValue());
    }
    if (request.maxTokens() != null) {
      question.maxOutputTokens(request.maxTokens());
    }
    ChatResponse answer;
    try {
      answer = client.chat(question.build());
    } catch (RuntimeException e) {
      throw failure(e, request.now());
    }
    return reply(answer, request.model());
  }

  private static Reply reply(ChatResponse answer, String asked) {
    TokenUsage usage = answer.tokenUsage();
    String text = answer.aiMessage().text();
    String model = answer.modelName();
    return new Reply(
        text == null ? "" : text,
        usage == null ? 0 : count(usage.inputTokenCount()),
        usage == null ? 0 : count(usage.outputTokenCount()),
        model == null ? asked : model,
        answer.finishReason() == FinishReason.LENGTH);
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : Math.max(0, tokens);
  }

  private NodeFailure failure(RuntimeException failure, Instant now) throws InterruptedException {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case InterruptedException interrupted -> {
          Thread.interrupted();
          throw interrupted;
        }
        case ModelHttp.Refused refused -> {
          return refused(refused, now);
        }
        case HttpTimeoutException timeout -> {
          return NodeFailure.retryable(ErrorCode.TIMEOUT, "The model did not answer in time");
        }
        case IOException io -> {
          return NodeFailure.retryable(
              AiCodes.MODEL_FAILED, "The connection to the model failed: " + shown(io.toString()));
        }
        default -> {}
      }
    }
    return NodeFailure.retryable(
        AiCodes.MODEL_FAILED,
        "The model's answer was not understood: " + shown(failure.toString()));
  }

  private NodeFailure refused(ModelHttp.Refused refused, Instant now) {
    int status = refused.statusCode();
    String said = said(String.valueOf(refused.getMessage()));
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("status", status);
    String message = "The model was asked and refused with the status " + status;
    return NodeFailure.of(
        new Outcome.Failed(
            new Failure(
                AiCodes.MODEL_FAILED, said.isEmpty() ? message : message + ": " + said, details),
            status >= 500 || RETRYABLE.contains(status),
            RetryAfter.parse(refused.retryAfter(), now),
            Usage.NONE));
  }

  /** The message in an error of this protocol, or the beginning of what was sent instead. */
  private String said(String body) {
    try {
      return Optional.ofNullable(Json.asObject(JsonText.read(body)))
          .map(answer -> Json.asObject(answer.get("error")))
          .map(error -> error.get("message"))
          .map(message -> shown(String.valueOf(message)))
          .orElse(shown(body));
    } catch (JsonSyntaxException e) {
      return shown(body);
    }
  }

  /** Shortened, and without the key, which some servers repeat. */
  private String shown(String text) {
    String key = apiKey.reveal();
    String safe = key.isEmpty() ? text : text.replace(key, apiKey.toString());
    return safe.length() <= MAX_MESSAGE ? safe : safe.substring(0, MAX_MESSAGE) + "…";
  }
}
