package dev.treadle.server.cli;

import dev.treadle.postgres.access.Sessions;
import dev.treadle.server.access.AuthSettings;
import dev.treadle.server.access.AuthSettings.Claims;
import dev.treadle.server.access.AuthSettings.Issuer;
import dev.treadle.server.backend.Settings;
import java.util.Optional;

/** How callers are found out, as the operator sets it. */
final class AuthOptions {
  private AuthOptions() {}

  static AuthSettings read(Settings settings) {
    return new AuthSettings(
        issuer(settings),
        new Sessions.Limits(
            settings.duration("treadle.auth.session.idle", AuthSettings.SESSION_IDLE),
            settings.duration("treadle.auth.session.lifetime", AuthSettings.SESSION_LIFETIME)),
        secureCookies(settings));
  }

  private static Optional<Issuer> issuer(Settings settings) {
    Optional<String> uri = settings.text("treadle.auth.issuer-uri");
    Optional<String> audience = settings.text("treadle.auth.audience");
    if (uri.isPresent() != audience.isPresent()) {
      throw new InvalidInputException(
          "treadle.auth.issuer-uri and treadle.auth.audience go together");
    }
    return uri.map(
        issuer ->
            new Issuer(
                issuer,
                audience.orElseThrow(),
                new Claims(
                    settings.text("treadle.auth.claims.email").orElse("email"),
                    settings.text("treadle.auth.claims.name").orElse("name"),
                    settings.text("treadle.auth.claims.organization").orElse("org"),
                    settings.text("treadle.auth.claims.global-role").orElse("global_role"),
                    settings.text("treadle.auth.claims.organization-role").orElse("org_role"))));
  }

  private static boolean secureCookies(Settings settings) {
    return switch (settings.text("treadle.auth.secure-cookies").orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidInputException("treadle.auth.secure-cookies is true or false");
    };
  }
}
