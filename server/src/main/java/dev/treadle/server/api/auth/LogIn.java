package dev.treadle.server.api.auth;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Users;
import dev.treadle.postgres.access.Users.Login;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.Audit;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.server.access.FailedLogins;
import dev.treadle.server.access.Passwords;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.OrganizationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody with an e-mail and a password becomes a caller. */
final class LogIn {
  private final Users users;
  private final Audit audit;
  private final FailedLogins failed = new FailedLogins();

  LogIn(Users users, Audit audit) {
    this.users = users;
    this.audit = audit;
  }

  private record Request(String email, String password, Optional<OrganizationId> organization) {
    static Request read(RequestBody body) {
      Optional<String> email = body.text("email");
      Optional<String> password = body.text("password");
      Optional<String> organization = body.text("organizationId");
      body.finish();
      List<Fault> faults = new ArrayList<>();
      TextRules.check(faults, "/email", email.orElse(""), 1, TextRules.LONGEST_EMAIL);
      if (password.orElse("").isEmpty()) {
        faults.add(new Fault("/password", "LENGTH", "It must not be empty."));
      }
      Optional<OrganizationId> id = organization.flatMap(text -> organization(faults, text));
      TextRules.finish(faults);
      return new Request(email.orElseThrow(), password.orElseThrow(), id);
    }

    private static Optional<OrganizationId> organization(List<Fault> faults, String text) {
      try {
        return Optional.of(OrganizationId.of(text));
      } catch (IllegalArgumentException e) {
        faults.add(new Fault("/organizationId", "INVALID_ID", "It must be an id."));
        return Optional.empty();
      }
    }
  }

  /**
   * Who it is.
   *
   * @param address where the request came from
   * @throws ProblemException 401 for a wrong e-mail or password, 403 without an organization, 429
   *     after too many failures
   */
  Caller with(RequestBody body, String address) {
    Request request = Request.read(body);
    if (!failed.attempt(request.email(), address, () -> isRight(request))) {
      Thread.ofVirtual().name("audit").start(() -> recordFailure(request, address));
      throw new ProblemException(ProblemType.UNAUTHORIZED, "The e-mail or the password is wrong.");
    }
    return users
        .byEmail(request.email())
        .flatMap(login -> users.member(login.user(), request.organization()))
        .orElseThrow(LogIn::noMember);
  }

  /** Beside the answer, which must take the same time whether there is such a user or not. */
  private void recordFailure(Request request, String address) {
    users
        .byEmail(request.email())
        .flatMap(login -> users.member(login.user(), request.organization()))
        .ifPresent(
            tried ->
                audit.record(
                    tried.organization(),
                    AuditEntry.of(
                        new Actor(Optional.empty(), Actor.Via.SESSION, Optional.of(address)),
                        Action.USER_LOGIN_FAILED,
                        tried.user(),
                        Map.of())));
  }

  private boolean isRight(Request request) {
    Optional<String> hash = users.byEmail(request.email()).flatMap(Login::passwordHash);
    return Passwords.matches(request.password(), hash);
  }

  static ProblemException noMember() {
    return new ProblemException(
        ProblemType.FORBIDDEN, "The user is no member of such an organization.");
  }
}
