package dev.treadle.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Identity;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** Finds out who calls, with the rights of this moment, or of less than a second ago. */
public final class IdentifyCaller {
  /**
   * Rights that were taken away on another replica last at most this much longer, and a second with
   * the time that the question takes.
   */
  private static final Duration FRESH = Duration.ofMillis(800);

  private final Identity identity;
  private final AuthSettings settings;
  private final Optional<TokenCallers> tokens;
  private final Cache<Credential, Caller> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(FRESH).build();

  /**
   * Begins.
   *
   * @param ids of users who come with a token for the first time
   */
  public IdentifyCaller(Identity identity, AuthSettings settings, Supplier<UUID> ids) {
    this.identity = identity;
    this.settings = settings;
    this.tokens = settings.issuer().map(issuer -> new TokenCallers(issuer, identity.users(), ids));
  }

  /**
   * Who calls; empty when nobody is known to.
   *
   * @throws ProblemException 403 when somebody is, but not for this
   */
  Optional<Caller> identify(HttpServletRequest request) {
    Optional<Credential> credential = Credential.of(request);
    if (credential.isEmpty()) {
      return Optional.empty();
    }
    Optional<Caller> caller = identify(credential.get());
    if (caller.isPresent()
        && credential.get() instanceof Credential.Session session
        && !SessionCookies.isOurs(request, session.token())) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "A session needs the header X-XSRF-TOKEN with the value of the cookie XSRF-TOKEN.");
    }
    return caller;
  }

  private Optional<Caller> identify(Credential credential) {
    Caller cached = known.getIfPresent(credential);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<Caller> found =
        switch (credential) {
          case Credential.ApiKey key -> identity.keys().find(key.key());
          case Credential.Session session ->
              identity.sessions().find(session.token(), settings.sessions());
          case Credential.Token token -> tokens.flatMap(issuer -> issuer.find(token.token()));
        };
    found.ifPresent(caller -> known.put(credential, caller));
    return found;
  }

  /** After a change of anybody's rights: what is known here is asked for again. */
  public void forget() {
    known.invalidateAll();
  }
}
