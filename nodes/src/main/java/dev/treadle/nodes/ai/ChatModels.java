package dev.treadle.nodes.ai;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The models that nodes can ask. */
public final class ChatModels {
  private final @Nullable Supplier<ChatModel> making;
  private final String defaultModel;
  private final Prices prices;
  private @Nullable ChatModel made;

  private ChatModels(@Nullable Supplier<ChatModel> making, String defaultModel, Prices prices) {
    this.making = making;
    this.defaultModel = defaultModel;
    this.prices = prices;
  }

  /** Nothing is configured: nodes that ask a model fail, and say what to set. */
  public static ChatModels none() {
    return new ChatModels(null, "", Prices.NONE);
  }

  /** A server that speaks the protocol of OpenAI; its client is loaded at the first question. */
  public static ChatModels openAi(ModelSettings settings) {
    return new ChatModels(
        () -> new OpenAiChat(settings.baseUrl(), settings.apiKey()),
        settings.defaultModel(),
        settings.prices());
  }

  /** Another adapter of the port. */
  public static ChatModels of(ChatModel model, String defaultModel, Prices prices) {
    return new ChatModels(() -> model, defaultModel, prices);
  }

  synchronized Optional<ChatModel> model() {
    if (made == null && making != null) {
      made = making.get();
    }
    return Optional.ofNullable(made);
  }

  /** Empty for none. */
  String defaultModel() {
    return defaultModel;
  }

  Prices prices() {
    return prices;
  }
}
