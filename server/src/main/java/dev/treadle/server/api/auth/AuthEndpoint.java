package dev.treadle.server.api.auth;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Identity;
import dev.treadle.postgres.access.Tokens;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.Audit;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.server.access.IdentifyCaller;
import dev.treadle.server.access.Origin;
import dev.treadle.server.access.Passwords;
import dev.treadle.server.access.SessionCookies;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.identity.IdentityJson;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.server.route.OpenToAll;
import dev.treadle.values.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /auth}: sessions begin and end, invitations are accepted. */
@RestController
@RequestMapping(path = ApiSettings.AUTH, produces = MediaType.APPLICATION_JSON_VALUE)
final class AuthEndpoint {
  private final Identity identity;
  private final Audit audit;
  private final Origin origin;
  private final ApiSettings settings;
  private final IdentifyCaller callers;
  private final LogIn logIn;
  private final SessionCookies cookies;

  AuthEndpoint(Backend backend, ApiSettings settings, IdentifyCaller callers) {
    this.identity = backend.identity();
    this.audit = backend.audit();
    this.origin = new Origin(settings.behindProxy());
    this.settings = settings;
    this.callers = callers;
    this.logIn = new LogIn(identity.users(), audit);
    this.cookies = new SessionCookies(settings.auth());
  }

  /** Answers like {@code /me}. The session is always a new one; the one that came along ends. */
  @PostMapping("/login")
  @OpenToAll
  ResponseEntity<String> login(HttpServletRequest request, RequestBody body) {
    Caller caller = logIn.with(body, origin.address(request));
    end(request);
    String token = Tokens.random();
    identity
        .sessions()
        .open(caller.user(), caller.organization(), token, settings.auth().sessions());
    audit.record(
        caller.organization(),
        AuditEntry.of(
            new Actor(
                Optional.of(caller.user()),
                Actor.Via.SESSION,
                Optional.of(origin.address(request))),
            Action.USER_LOGIN,
            caller.user(),
            Map.of()));
    String self =
        identity
            .directory()
            .self(caller.organization(), caller.user())
            .map(found -> Json.write(IdentityJson.self(caller, found)))
            .orElseThrow(LogIn::noMember);
    return JsonAnswer.with(HttpStatus.OK)
        .header(HttpHeaders.SET_COOKIE, cookies.begin(request, token))
        .body(self);
  }

  @PostMapping("/logout")
  @Needs({})
  ResponseEntity<String> logout(HttpServletRequest request) {
    end(request);
    return JsonAnswer.with(HttpStatus.OK)
        .header(HttpHeaders.SET_COOKIE, cookies.end(request))
        .body(JsonAnswer.envelope("success", true));
  }

  private void end(HttpServletRequest request) {
    SessionCookies.session(request)
        .ifPresent(
            token -> {
              identity.sessions().close(token);
              callers.forget();
            });
  }

  @PostMapping("/invitations/{token}")
  @OpenToAll
  ResponseEntity<String> accept(@PathVariable("token") String token, RequestBody body) {
    Optional<String> password = body.text("password");
    body.finish();
    List<Fault> faults = new ArrayList<>();
    Passwords.check(faults, "/password", password.orElse(""));
    if (!identity.invitations().isOpen(token)) {
      throw ProblemException.notFound("invitation");
    }
    TextRules.finish(faults);
    if (!identity.invitations().accept(token, Passwords.hash(password.orElseThrow()))) {
      throw ProblemException.notFound("invitation");
    }
    return JsonAnswer.ok("success", true);
  }
}
