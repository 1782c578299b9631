package dev.treadle.server.api.identity;

import dev.treadle.postgres.access.ApiKeys;
import dev.treadle.postgres.access.ApiKeys.NewKey;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Caller.Reach;
import dev.treadle.postgres.access.Tokens;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.server.access.Permission;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.values.ApiKeyId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/** Makes API keys. A key never reaches further than its user, nor than the key it is made with. */
public final class MakeKey {
  private static final int LONGEST_NAME = 100;
  private static final Set<String> OWNED = Set.of("id", "prefix", "lastUsedAt", "createdAt");

  private final Backend backend;

  public MakeKey(Backend backend) {
    this.backend = backend;
  }

  /**
   * Makes a key, which stands in this answer only.
   *
   * @param caller who asks for it
   * @param actor the same, as it is recorded
   * @param owner whose it will be
   */
  public ResponseEntity<String> make(Caller caller, Actor actor, Caller owner, RequestBody body) {
    Optional<String> name = body.text("name");
    Optional<String> expiresAt = body.text("expiresAt");
    Optional<List<String>> permissions = body.texts("permissions");
    body.ignore(OWNED);
    body.finish();

    List<Fault> faults = new ArrayList<>();
    TextRules.check(faults, "/name", name.orElse(""), 1, LONGEST_NAME);
    Optional<Instant> until = expiresAt.flatMap(text -> expiry(faults, text));
    permissions.ifPresent(codes -> checkPermissions(faults, caller, owner, codes));
    TextRules.finish(faults);

    Reach reach =
        new Reach(
            permissions.or(() -> caller.reach().permissions()), earlier(until, caller.reach()));
    String key = ApiKeys.PREFIX + Tokens.random();
    NewKey made =
        new NewKey(new ApiKeyId(backend.newId()), owner.user(), name.orElseThrow(), key, reach);
    Map<String, @Nullable Object> json =
        backend
            .identity()
            .keys()
            .create(owner.organization(), made)
            .map(IdentityJson::key)
            .orElseThrow(() -> ProblemException.notFound("member"));
    backend
        .audit()
        .record(
            owner.organization(),
            AuditEntry.of(
                actor,
                Action.API_KEY_CREATE,
                made.id(),
                Map.of("name", made.name(), "userId", owner.user().toString())));
    json.put("key", key);
    return JsonAnswer.with(HttpStatus.CREATED).body(JsonAnswer.envelope("apiKey", json));
  }

  private Optional<Instant> expiry(List<Fault> faults, String text) {
    try {
      Instant until = OffsetDateTime.parse(text).toInstant();
      if (until.isAfter(backend.clock().instant()) && text.length() <= LONGEST_NAME) {
        return Optional.of(until);
      }
      faults.add(new Fault("/expiresAt", "NOT_IN_FUTURE", "It must be in the future."));
    } catch (DateTimeException e) {
      faults.add(
          new Fault(
              "/expiresAt", "INVALID_TIME", "It must be a time such as 2030-01-31T12:00:00Z."));
    }
    return Optional.empty();
  }

  private static void checkPermissions(
      List<Fault> faults, Caller caller, Caller owner, List<String> codes) {
    if (codes.isEmpty()) {
      faults.add(new Fault("/permissions", "LENGTH", "A key needs at least one permission."));
    }
    for (int i = 0; i < codes.size(); i++) {
      String code = codes.get(i);
      boolean given =
          Permission.of(code)
              .filter(each -> each.isGivenBy(owner.globalRole(), owner.organizationRole()))
              .filter(each -> isLeft(caller, code))
              .isPresent();
      if (!given) {
        faults.add(
            new Fault(
                "/permissions/" + i,
                "PERMISSION_NOT_GIVEN",
                "It must be a permission that the user of the key has."));
      }
    }
  }

  private static boolean isLeft(Caller caller, String code) {
    return caller.reach().permissions().map(codes -> codes.contains(code)).orElse(true);
  }

  private static Optional<Instant> earlier(Optional<Instant> until, Reach reach) {
    return reach
        .until()
        .filter(end -> until.isEmpty() || end.isBefore(until.get()))
        .or(() -> until);
  }
}
