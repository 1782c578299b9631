package dev.treadle.server.access;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.access.Users;
import dev.treadle.postgres.access.Users.Newcomer;
import dev.treadle.postgres.access.Users.Subject;
import dev.treadle.server.access.AuthSettings.Claims;
import dev.treadle.server.access.AuthSettings.Issuer;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/**
 * Callers who come with a token of the issuer. Somebody who is not known yet becomes a user with
 * the rights in the claims; later the rights are those that are kept here, so that an administrator
 * can take them away.
 */
final class TokenCallers {
  private static final Duration SKEW = Duration.ofSeconds(30);

  /** Signatures with a key of the issuer's own; never {@code none}, never a shared secret. */
  private static final List<SignatureAlgorithm> ALGORITHMS = List.of(SignatureAlgorithm.values());

  private static final int LONGEST_SUBJECT = 255;
  private static final int LONGEST_NAME = 100;

  private final Issuer issuer;
  private final Users users;
  private final Supplier<UUID> ids;
  private final JwtDecoder decoder;

  TokenCallers(Issuer issuer, Users users, Supplier<UUID> ids) {
    this.issuer = issuer;
    this.users = users;
    this.ids = ids;
    this.decoder = decoder(issuer);
  }

  private static JwtDecoder decoder(Issuer issuer) {
    NimbusJwtDecoder decoder =
        NimbusJwtDecoder.withJwkSource(new IssuerKeys(issuer.uri()))
            .jwsAlgorithms(algorithms -> algorithms.addAll(ALGORITHMS))
            .build();
    JwtTimestampValidator time = new JwtTimestampValidator(SKEW);
    time.setAllowEmptyExpiryClaim(false);
    decoder.setJwtValidator(
        new DelegatingOAuth2TokenValidator<>(
            time,
            new JwtIssuerValidator(issuer.uri()),
            new JwtClaimValidator<List<String>>(
                JwtClaimNames.AUD, named -> named != null && named.contains(issuer.audience()))));
    return decoder;
  }

  /**
   * Whom a token speaks of; empty when it is no token of the issuer for us.
   *
   * @throws ProblemException 403 when its organization is none of theirs, 503 when the issuer's
   *     keys cannot be had
   */
  Optional<Caller> find(String token) {
    try {
      return Optional.of(caller(decoder.decode(token)));
    } catch (BadJwtException e) {
      return Optional.empty();
    } catch (JwtException e) {
      throw new ProblemException(ProblemType.UNAVAILABLE, "The issuer's keys cannot be had.");
    }
  }

  private Caller caller(Jwt token) {
    Claims claims = issuer.claims();
    String sub = text(token, JwtClaimNames.SUB, LONGEST_SUBJECT).orElseThrow(TokenCallers::refused);
    OrganizationId organization =
        text(token, claims.organization(), LONGEST_SUBJECT)
            .flatMap(TokenCallers::organization)
            .orElseThrow(TokenCallers::refused);
    Subject subject = new Subject(issuer.uri(), sub);
    return users
        .bySubject(subject, organization)
        .or(() -> newcomer(token).flatMap(who -> users.meet(subject, organization, who)))
        .orElseThrow(TokenCallers::refused);
  }

  /** Rights that are not claimed are the least ones; rights that nobody knows are none. */
  private Optional<Newcomer> newcomer(Jwt token) {
    Claims claims = issuer.claims();
    Optional<String> email =
        text(token, claims.email(), TextRules.LONGEST_EMAIL).filter(TextRules::isEmail);
    Optional<GlobalRole> global = role(token, claims.globalRole(), GlobalRole.USER);
    Optional<OrganizationRole> organization =
        role(token, claims.organizationRole(), OrganizationRole.VIEWER);
    if (email.isEmpty() || global.isEmpty() || organization.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Newcomer(
            new UserId(ids.get()),
            email.get(),
            Boolean.TRUE.equals(token.getClaim("email_verified")),
            text(token, claims.name(), LONGEST_NAME).orElse(email.get()),
            global.get(),
            organization.get()));
  }

  private static <E extends Enum<E>> Optional<E> role(Jwt token, String claim, E least) {
    Object claimed = token.getClaim(claim);
    return claimed == null
        ? Optional.of(least)
        : TextRules.word(least.getDeclaringClass(), String.valueOf(claimed));
  }

  private static Optional<String> text(Jwt token, String claim, int longest) {
    return token.getClaim(claim) instanceof String text
            && !text.isBlank()
            && text.length() <= longest
            && TextRules.isStorable(text)
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<OrganizationId> organization(String text) {
    try {
      return Optional.of(OrganizationId.of(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The same whether the organization does not exist or is somebody else's. */
  private static ProblemException refused() {
    return new ProblemException(
        ProblemType.FORBIDDEN, "The token names no organization that its user is a member of.");
  }
}
