package dev.treadle.nodes.http;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.node.NodeFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * What was answered, as JSON. A body is JSON where its type says so and it parses (where it does
 * not, it stays text, because what the call did is done); text where its type is one of text, or is
 * not said and the bytes are UTF-8; otherwise base64. An empty body is absent.
 *
 * @param headers by lower-case names, several values joined by {@code ", "}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the array never leaves the package
record IncomingAnswer(int status, Map<String, String> headers, byte[] body) {
  /** The largest body, in bytes after decompression. */
  static final int MAX_BODY = 5 * 1024 * 1024;

  /** How much of the body of a failure is kept. */
  private static final int MAX_EXCERPT = 8 * 1024;

  /** Headers that must not stand in an error. */
  private static final Set<String> HIDDEN =
      Set.of("set-cookie", "set-cookie2", "authorization", "proxy-authorization", "cookie");

  private static final Set<String> TEXTS =
      Set.of(
          "application/xml",
          "application/javascript",
          "application/ecmascript",
          "application/x-www-form-urlencoded",
          "application/yaml",
          "application/x-yaml",
          "application/graphql",
          "application/x-ndjson",
          "application/jsonl",
          "application/sql",
          "application/toml");

  /** Reads an answer to its end, or of a failure's body the beginning. */
  static IncomingAnswer read(ClassicHttpResponse response) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      headers.merge(header.getName().toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b);
    }
    HttpEntity entity = response.getEntity();
    byte[] body = new byte[0];
    if (entity != null) {
      InputStream content = entity.getContent();
      body = content == null ? body : bytes(content, headers, response.getCode() >= 400);
    }
    return new IncomingAnswer(response.getCode(), Collections.unmodifiableMap(headers), body);
  }

  private static byte[] bytes(InputStream content, Map<String, String> headers, boolean excerpt)
      throws IOException {
    String coding = headers.getOrDefault("content-encoding", "").strip().toLowerCase(Locale.ROOT);
    InputStream decoded = content;
    if (coding.equals("gzip") || coding.equals("x-gzip")) {
      headers.remove("content-encoding");
      headers.remove("content-length");
      int first = content.read();
      if (first < 0) {
        return new byte[0];
      }
      decoded = new GZIPInputStream(new Rest(first, content));
    }
    if (excerpt) {
      return decoded.readNBytes(MAX_EXCERPT);
    }
    byte[] body = decoded.readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw NodeFailure.permanent(
          HttpCodes.RESPONSE_TOO_LARGE, "The answer's body is larger than " + MAX_BODY + " bytes");
    }
    return body;
  }

  boolean isFailure() {
    return status >= 400;
  }

  /** The result of a node: {@code {status, headers, body}}. */
  Map<String, @Nullable Object> toResult() {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("status", status);
    result.put("headers", headers);
    if (body.length > 0) {
      result.put("body", content());
    }
    return Collections.unmodifiableMap(result);
  }

  /** The details of a failure: the same, without cookies and with the beginning of the body. */
  Map<String, @Nullable Object> toDetails() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>(toResult());
    Map<String, String> shown = new LinkedHashMap<>(headers);
    shown.keySet().removeAll(HIDDEN);
    details.put("headers", Collections.unmodifiableMap(shown));
    return Collections.unmodifiableMap(details);
  }

  private @Nullable Object content() {
    if (isEncoded()) {
      return Base64.getEncoder().encodeToString(body);
    }
    ContentType type = ContentType.parseLenient(headers.get("content-type"));
    String name = type == null ? "" : type.getMimeType().toLowerCase(Locale.ROOT);
    if (isJson(name)) {
      try {
        return JsonText.read(body);
      } catch (JsonSyntaxException e) {
        return new String(body, charset(type));
      }
    }
    if (name.startsWith("text/") || name.endsWith("+xml") || TEXTS.contains(name)) {
      return new String(body, charset(type));
    }
    String text = name.isEmpty() ? utf8() : null;
    return text == null ? Base64.getEncoder().encodeToString(body) : text;
  }

  /** Whether the bytes are in a coding that was not asked for and is not undone. */
  private boolean isEncoded() {
    String coding = headers.getOrDefault("content-encoding", "").strip();
    return !coding.isEmpty() && !coding.equalsIgnoreCase("identity");
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
  }

  private static Charset charset(@Nullable ContentType type) {
    return ContentType.getCharset(type, StandardCharsets.UTF_8);
  }

  private @Nullable String utf8() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** A stream whose first byte was read already. */
  private static final class Rest extends SequenceInputStream {
    Rest(int first, InputStream rest) {
      super(new ByteArrayInputStream(new byte[] {(byte) first}), rest);
    }
  }
}
