package dev.treadle.nodes.http;

import dev.treadle.values.Json;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which headers a request may have, and which must not travel on to another origin. */
final class HttpHeaders {
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
  private static final int MAX_VALUE = 65_536;

  /** Headers that belong to the connection or the coding of the message, not to its sender. */
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "proxy-connection",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "accept-encoding");

  /** Parts of the names under which people send what identifies them. */
  private static final List<String> CREDENTIALS =
      List.of(
          "auth",
          "cookie",
          "token",
          "secret",
          "password",
          "credential",
          "signature",
          "session",
          "api-key",
          "apikey",
          "access-key",
          "subscription-key");

  private HttpHeaders() {}

  /** What is wrong with a header, as a sentence; the value may be {@code null} if not known yet. */
  static Optional<String> fault(String name, @Nullable String value) {
    if (!NAME.matcher(name).matches()) {
      return Optional.of("The header name " + Json.write(name) + " has illegal characters");
    }
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      return Optional.of("The header " + name + " is set by Treadle itself");
    }
    if (value != null && value.length() > MAX_VALUE) {
      return Optional.of("The header " + name + " is longer than " + MAX_VALUE + " characters");
    }
    if (value != null && value.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
      return Optional.of("The header " + name + " has line breaks or other control characters");
    }
    return Optional.empty();
  }

  /** Whether a header may tell another origin a secret of the first one. */
  static boolean isCredential(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return CREDENTIALS.stream().anyMatch(lower::contains);
  }
}
