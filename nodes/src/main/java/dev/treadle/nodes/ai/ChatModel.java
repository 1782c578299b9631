package dev.treadle.nodes.ai;

import dev.treadle.node.NodeFailure;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A language model that answers a prompt. One call is one request: nothing is tried twice. */
public interface ChatModel {
  /**
   * Asks.
   *
   * @throws NodeFailure when the model cannot be asked or does not answer; no message holds a key
   */
  Reply reply(Request request) throws InterruptedException;

  /**
   * What is asked.
   *
   * @param maxTokens the most tokens of the answer
   * @param now when it is asked, for answers that name a moment at which to ask again
   */
  record Request(
      String model,
      @Nullable String systemPrompt,
      String prompt,
      @Nullable BigDecimal temperature,
      @Nullable Integer maxTokens,
      Instant now) {}

  /**
   * What was answered.
   *
   * @param text empty where the model gave none
   * @param model as the provider names it
   * @param cutOff whether the answer ended because {@code maxTokens} were reached
   */
  record Reply(String text, long inputTokens, long outputTokens, String model, boolean cutOff) {}
}
