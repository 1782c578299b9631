package dev.treadle.nodes.ai;

import dev.treadle.node.Secret;
import java.net.URI;

/**
 * How to reach a model.
 *
 * @param baseUrl of a server that speaks the protocol of OpenAI: {@code https://host/v1}
 * @param apiKey empty for servers that ask for none
 * @param defaultModel the model of nodes that name none; empty for none
 */
public record ModelSettings(String baseUrl, Secret apiKey, String defaultModel, Prices prices) {
  public ModelSettings {
    URI uri = URI.create(baseUrl);
    if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
      throw new IllegalArgumentException(
          "TREADLE_AI_BASE_URL must be an http or https URL such as https://api.example.com/v1");
    }
  }
}
