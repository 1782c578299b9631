package dev.treadle.server.access;

import dev.treadle.postgres.access.Tokens;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;

/**
 * The two cookies of a session: one that proves it, which no script can read, and one whose value a
 * script of our own origin sends back in a header. The second derives from the first, so that
 * nobody who can only plant cookies makes up a pair of them.
 */
public final class SessionCookies {
  private static final String SESSION = "TREADLE_SESSION";
  private static final String XSRF = "XSRF-TOKEN";
  private static final String XSRF_HEADER = "X-XSRF-TOKEN";
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private final AuthSettings settings;

  public SessionCookies(AuthSettings settings) {
    this.settings = settings;
  }

  /** The values of {@code Set-Cookie} that begin a session in a browser. */
  public String[] begin(HttpServletRequest request, String token) {
    Duration lifetime = settings.sessions().lifetime();
    return both(request, token, xsrf(token), lifetime);
  }

  /** The values of {@code Set-Cookie} that end it. */
  public String[] end(HttpServletRequest request) {
    return both(request, "", "", Duration.ZERO);
  }

  private String[] both(
      HttpServletRequest request, String session, String xsrf, Duration lifetime) {
    boolean secure = settings.secureCookies() || request.isSecure();
    return Stream.of(
            ResponseCookie.from(SESSION, session).httpOnly(true), ResponseCookie.from(XSRF, xsrf))
        .map(
            cookie ->
                cookie.path("/").sameSite("Lax").secure(secure).maxAge(lifetime).build().toString())
        .toArray(String[]::new);
  }

  /** The session that a request names; of two different ones neither. */
  public static Optional<String> session(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    List<String> values =
        Stream.of(cookies)
            .filter(cookie -> cookie.getName().equals(SESSION))
            .map(Cookie::getValue)
            .distinct()
            .toList();
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** Whether the request changes nothing, or comes from a page of our own. */
  static boolean isOurs(HttpServletRequest request, String token) {
    if (SAFE.contains(request.getMethod())) {
      return true;
    }
    String sent = request.getHeader(XSRF_HEADER);
    return sent != null && MessageDigest.isEqual(octets(sent), octets(xsrf(token)));
  }

  private static String xsrf(String token) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Tokens.hash("xsrf " + token));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
