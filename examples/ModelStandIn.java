import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in for a model when there is no key at hand: speaks OpenAI's chat completion on loopback
 * and answers every question with the first sentence of it. Start it with {@code java
 * examples/ModelStandIn.java 9999}; it ends with Ctrl-C.
 */
public final class ModelStandIn {
  private static final Pattern CONTENT =
      Pattern.compile("\"content\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** The one argument is the port, 0 for any. */
  public static void main(String[] arguments) throws IOException {
    int port = arguments.length == 0 ? 9999 : Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/v1/chat/completions", ModelStandIn::answer);
    server.start();
    System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String last = "";
    for (Matcher found = CONTENT.matcher(question); found.find(); ) {
      last = found.group(1);
    }
    String sentence = last.split("(?<=[.!?])\\s", 2)[0];
    byte[] body =
        """
        {"id": "1", "object": "chat.completion", "created": 0, "model": "stand-in",
         "choices": [{"index": 0, "finish_reason": "stop",
                      "message": {"role": "assistant", "content": "%s"}}],
         "usage": {"prompt_tokens": %d, "completion_tokens": %d, "total_tokens": %d}}
        """
            .formatted(sentence, words(last), words(sentence), words(last) + words(sentence))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static int words(String text) {
    return text.split("\\s+", -1).length;
  }
}
