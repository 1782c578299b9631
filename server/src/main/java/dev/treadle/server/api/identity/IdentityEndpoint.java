package dev.treadle.server.api.identity;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Identity;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.Audit;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.server.access.IdentifyCaller;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.ApiKeyId;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /me}, {@code /members} and {@code /api-keys}. */
@RestController
@RequestMapping(path = ApiSettings.BASE, produces = MediaType.APPLICATION_JSON_VALUE)
final class IdentityEndpoint {
  private final Identity identity;
  private final MakeKey keys;
  private final IdentifyCaller callers;
  private final Audit audit;

  IdentityEndpoint(Backend backend, IdentifyCaller callers) {
    this.identity = backend.identity();
    this.keys = new MakeKey(backend);
    this.callers = callers;
    this.audit = backend.audit();
  }

  @GetMapping("/me")
  @Needs({})
  ResponseEntity<String> me(Caller caller) {
    return JsonAnswer.ok(
        identity
            .directory()
            .self(caller.organization(), caller.user())
            .map(self -> IdentityJson.self(caller, self))
            .orElseThrow(() -> ProblemException.notFound("member")));
  }

  @GetMapping("/members")
  @Needs(Permission.ACCESS)
  ResponseEntity<String> members(Caller caller) {
    return JsonAnswer.ok(
        "members",
        identity.directory().members(caller.organization()).stream()
            .map(IdentityJson::member)
            .toList());
  }

  /** One's own keys; those who lead the organization see all. */
  @GetMapping("/api-keys")
  @Needs(Permission.ACCESS)
  ResponseEntity<String> keys(Caller caller) {
    boolean all = Permission.MANAGE_KEYS.isGrantedTo(caller);
    return JsonAnswer.ok(
        "apiKeys",
        identity.keys().list(caller.organization(), caller.user(), all).stream()
            .map(IdentityJson::key)
            .toList());
  }

  @PostMapping("/api-keys")
  @Needs(Permission.ACCESS)
  ResponseEntity<String> make(Caller caller, Actor actor, RequestBody body) {
    return keys.make(caller, actor, caller, body);
  }

  @DeleteMapping("/api-keys/{id}")
  @Needs(Permission.ACCESS)
  ResponseEntity<String> delete(Caller caller, Actor actor, ApiKeyId id) {
    boolean all = Permission.MANAGE_KEYS.isGrantedTo(caller);
    if (!identity.keys().delete(caller.organization(), id, caller.user(), all)) {
      throw ProblemException.notFound("API key");
    }
    callers.forget();
    audit.record(caller.organization(), AuditEntry.of(actor, Action.API_KEY_DELETE, id, Map.of()));
    return JsonAnswer.ok("success", true);
  }
}
