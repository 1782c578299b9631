package dev.treadle.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a caller proves with who they are. */
sealed interface Credential {
  String SCHEME = "Bearer ";

  /** Header, claims and signature, in base64url. */
  Pattern JWT = Pattern.compile("eyJ[\\w-]*\\.[\\w-]*\\.[\\w-]*");

  /** An API key. */
  record ApiKey(String key) implements Credential {}

  /** A JSON Web Token of an issuer. */
  record Token(String token) implements Credential {}

  /** A session of a browser. */
  record Session(String token) implements Credential {}

  /** That of a request. A header that cannot be read is none, whatever cookie comes with it. */
  static Optional<Credential> of(HttpServletRequest request) {
    List<String> headers = Collections.list(request.getHeaders("Authorization"));
    if (headers.isEmpty()) {
      return SessionCookies.session(request).map(Session::new);
    }
    String header = headers.getFirst();
    if (headers.size() > 1 || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String text = header.substring(SCHEME.length()).strip();
    return Optional.of(JWT.matcher(text).matches() ? new Token(text) : new ApiKey(text));
  }
}
