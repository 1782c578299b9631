package dev.treadle.nodes.http;

import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Json;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.hc.core5.http.ContentType;
import org.jspecify.annotations.Nullable;

/**
 * A request, ready to be sent and to be sent on when it is redirected.
 *
 * @param headers by the names that were given; names differ not only in case
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the array never leaves the package
record OutgoingRequest(
    String method, HttpUrl url, Map<String, String> headers, byte @Nullable [] body) {
  /** The largest body, in bytes. */
  static final int MAX_BODY = 5 * 1024 * 1024;

  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  static OutgoingRequest of(HttpParameters parameters, String idempotencyKey) {
    HttpUrl url = read(HttpUrl::parse, parameters.url(), "url");
    Map<String, String> headers = headers(parameters.headers());
    if (find(headers, IDEMPOTENCY_KEY) == null) {
      headers.put(IDEMPOTENCY_KEY, idempotencyKey);
    }
    byte[] body = parameters.body() == null ? null : body(parameters.body(), headers);
    return new OutgoingRequest(
        read(OutgoingRequest::method, parameters.method(), "method"),
        url.withQuery(pairs(parameters.query(), "query", StandardCharsets.UTF_8)),
        headers,
        body);
  }

  /** The method in upper case; an {@link IllegalArgumentException} when it is not allowed. */
  static String method(String text) {
    String method = text.toUpperCase(Locale.ROOT);
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "The method must be one of " + String.join(", ", new TreeSet<>(METHODS)));
    }
    return method;
  }

  private static <T> T read(Function<String, T> reading, String text, String name) {
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException e) {
      throw invalid(name + ": " + e.getMessage());
    }
  }

  private static Map<String, String> headers(@Nullable Map<String, @Nullable Object> given) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (given == null) {
      return headers;
    }
    given.forEach(
        (name, value) -> {
          if (value != null) {
            String text = text(value, "headers/" + name);
            HttpHeaders.fault(name, text)
                .ifPresent(
                    fault -> {
                      throw invalid("headers: " + fault);
                    });
            if (find(headers, name) != null) {
              throw invalid("headers: The header " + name + " is there twice");
            }
            headers.put(name, text);
          }
        });
    return headers;
  }

  private static byte[] body(Object body, Map<String, String> headers) {
    String given = find(headers, CONTENT_TYPE);
    ContentType type = given == null ? null : ContentType.parseLenient(given);
    Charset named = ContentType.getCharset(type, StandardCharsets.UTF_8);
    Charset charset = named.canEncode() ? named : StandardCharsets.UTF_8;
    Map<String, @Nullable Object> fields = Json.asObject(body);
    String text;
    if (body instanceof String string) {
      text = string;
      typed(headers, given, "text/plain; charset=utf-8");
    } else if (fields != null && type != null && FORM.equalsIgnoreCase(type.getMimeType())) {
      text = pairs(fields, "body", charset);
    } else {
      text = Json.write(body);
      typed(headers, given, "application/json");
    }
    byte[] bytes = text.getBytes(charset);
    if (bytes.length > MAX_BODY) {
      throw NodeFailure.permanent(
          HttpCodes.REQUEST_TOO_LARGE, "The request's body is larger than " + MAX_BODY + " bytes");
    }
    return bytes;
  }

  private static void typed(Map<String, String> headers, @Nullable String given, String initial) {
    if (given == null) {
      headers.put(CONTENT_TYPE, initial);
    }
  }

  /** {@code a=1&a=2&b=x}: names and values percent-encoded, a space as {@code %20}. */
  private static String pairs(
      @Nullable Map<String, @Nullable Object> values, String at, Charset charset) {
    if (values == null) {
      return "";
    }
    List<String> pairs = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          List<@Nullable Object> several = Json.asArray(value);
          List<@Nullable Object> single = new ArrayList<>();
          single.add(value);
          for (Object one : several == null ? single : several) {
            if (one != null) {
              pairs.add(encode(name, charset) + "=" + encode(text(one, at + "/" + name), charset));
            }
          }
        });
    return String.join("&", pairs);
  }

  private static String encode(String text, Charset charset) {
    return URLEncoder.encode(text, charset).replace("+", "%20");
  }

  private static String text(Object value, String at) {
    return switch (value) {
      case String text -> text;
      case Number number -> Json.write(number);
      case Boolean flag -> flag.toString();
      default ->
          throw invalid(at + " must be a text, a number or a boolean, not " + Json.typeName(value));
    };
  }

  private static @Nullable String find(Map<String, String> headers, String name) {
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return null;
  }

  /**
   * The request that follows a redirect: 301, 302 and 303 make it a GET without a body, and nothing
   * that identifies the sender goes to another origin.
   */
  OutgoingRequest redirected(int status, HttpUrl to) {
    boolean keeps = status == 307 || status == 308;
    Map<String, String> kept = new LinkedHashMap<>(headers);
    if (!keeps) {
      kept.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("content-"));
    }
    if (!to.origin().equals(url.origin())) {
      kept.keySet().removeIf(HttpHeaders::isCredential);
    }
    String next = keeps || method.equals("HEAD") ? method : "GET";
    return new OutgoingRequest(next, to, kept, keeps ? body : null);
  }

  private static NodeFailure invalid(String message) {
    return NodeFailure.permanent(ErrorCode.INVALID_CONFIG, "config/parameters/" + message);
  }
}
