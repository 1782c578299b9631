package dev.treadle.server.access;

import dev.treadle.postgres.access.Sessions;
import java.time.Duration;
import java.util.Optional;

/**
 * How callers are found out.
 *
 * @param issuer whose tokens are taken; empty for none
 * @param sessions how long they go on
 * @param secureCookies whether cookies are for https alone even where the request came without, as
 *     behind a proxy
 */
public record AuthSettings(
    Optional<Issuer> issuer, Sessions.Limits sessions, boolean secureCookies) {
  public static final Duration SESSION_IDLE = Duration.ofHours(12);
  public static final Duration SESSION_LIFETIME = Duration.ofDays(7);

  /**
   * An OpenID Connect issuer.
   *
   * @param uri as it stands in the claim {@code iss}; its configuration is found below it
   * @param audience that a token must name
   */
  public record Issuer(String uri, String audience, Claims claims) {}

  /** The names of the claims that are read beside {@code sub}. */
  public record Claims(
      String email, String name, String organization, String globalRole, String organizationRole) {}
}
