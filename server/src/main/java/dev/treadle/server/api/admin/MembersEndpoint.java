package dev.treadle.server.api.admin;

import dev.treadle.postgres.access.AddMember;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Identity;
import dev.treadle.postgres.access.Member;
import dev.treadle.postgres.access.Members;
import dev.treadle.postgres.access.Tokens;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.server.access.IdentifyCaller;
import dev.treadle.server.access.Passwords;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.identity.IdentityJson;
import dev.treadle.server.api.identity.MakeKey;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.Json;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.UserId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /organizations/{id}/members}. */
@RestController
@RequestMapping(
    path = ApiSettings.ADMIN + "/organizations/{id}/members",
    produces = MediaType.APPLICATION_JSON_VALUE)
final class MembersEndpoint {
  private final Backend backend;
  private final Identity identity;
  private final IdentifyCaller callers;
  private final MakeKey keys;

  MembersEndpoint(Backend backend, IdentifyCaller callers) {
    this.backend = backend;
    this.identity = backend.identity();
    this.callers = callers;
    this.keys = new MakeKey(backend);
  }

  /** Who has no password gets an invitation, which stands in this answer only. */
  @PostMapping
  @Needs(Permission.ADMINISTER_MEMBERS)
  ResponseEntity<String> add(Caller caller, Actor actor, OrganizationId id, RequestBody body) {
    MemberRequest request = MemberRequest.ofNew(body);
    request.requireRightsOf(caller);
    AddMember.Outcome outcome =
        identity.administration().adding().add(id, candidate(caller, request));
    callers.forget();
    return switch (outcome) {
      case AddMember.Outcome.Added added -> {
        record(id, actor, Action.MEMBER_CREATE, added.member().user());
        yield answer(caller, id, added);
      }
      case AddMember.Outcome.AlreadyMember ignored ->
          throw conflict("The user is a member already.");
      case AddMember.Outcome.UnknownOrganization ignored ->
          throw ProblemException.notFound("organization");
    };
  }

  private AddMember.Candidate candidate(Caller caller, MemberRequest request) {
    return new AddMember.Candidate(
        new UserId(backend.newId()),
        request.email().orElseThrow(),
        request.name().orElseThrow(),
        request.password().map(Passwords::hash),
        request.globalRole().orElseThrow(),
        request.organizationRole().orElseThrow(),
        Permission.ADMINISTER_ADMINISTRATORS.isGrantedTo(caller));
  }

  private ResponseEntity<String> answer(
      Caller caller, OrganizationId id, AddMember.Outcome.Added added) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("member", IdentityJson.member(added.member()));
    if (!added.hasPassword() && mayInvite(caller, added.member())) {
      String token = Tokens.random();
      Instant expiresAt = identity.invitations().make(id, added.member().user(), token);
      Map<String, @Nullable Object> invitation = new LinkedHashMap<>();
      invitation.put("url", ApiSettings.AUTH + "/invitations/" + token);
      invitation.put("token", token);
      invitation.put("expiresAt", expiresAt.toString());
      json.put("invitation", invitation);
    }
    return JsonAnswer.with(HttpStatus.CREATED).body(Json.write(json));
  }

  /** Who sets a password is who it is for; with the highest role only the highest may do so. */
  private static boolean mayInvite(Caller caller, Member member) {
    return member.globalRole() != GlobalRole.SUPER_ADMIN
        || Permission.ADMINISTER_ADMINISTRATORS.isGrantedTo(caller);
  }

  @PatchMapping("/{userId}")
  @Needs(Permission.ADMINISTER_MEMBERS)
  ResponseEntity<String> change(
      Caller caller, Actor actor, OrganizationId id, UserId user, RequestBody body) {
    MemberRequest request = MemberRequest.ofChange(body);
    Optional<String> hash = request.password().map(Passwords::hash);
    Members.Outcome outcome =
        identity
            .administration()
            .members()
            .change(
                id,
                user,
                before -> {
                  request.requireRightsOf(caller, before);
                  return new Members.Change(
                      request.name().orElse(before.name()),
                      request.globalRole().orElse(before.globalRole()),
                      request.organizationRole().orElse(before.organizationRole()),
                      hash);
                });
    Member member = done(outcome);
    record(id, actor, Action.MEMBER_UPDATE, user);
    return JsonAnswer.ok("member", IdentityJson.member(member));
  }

  @DeleteMapping("/{userId}")
  @Needs(Permission.ADMINISTER_MEMBERS)
  ResponseEntity<String> remove(Caller caller, Actor actor, OrganizationId id, UserId user) {
    done(
        identity
            .administration()
            .members()
            .remove(
                id, user, member -> MemberRequest.requireRightsOver(caller, member.globalRole())));
    record(id, actor, Action.MEMBER_DELETE, user);
    return JsonAnswer.ok("success", true);
  }

  @PostMapping("/{userId}/api-keys")
  @Needs(Permission.ADMINISTER_MEMBERS)
  ResponseEntity<String> key(
      Caller caller, Actor actor, OrganizationId id, UserId user, RequestBody body) {
    Caller owner =
        identity
            .users()
            .member(user, Optional.of(id))
            .orElseThrow(() -> ProblemException.notFound("member"));
    MemberRequest.requireRightsOver(caller, owner.globalRole());
    return keys.make(caller, actor, owner, body);
  }

  private void record(OrganizationId organization, Actor actor, Action action, UserId member) {
    backend.audit().record(organization, AuditEntry.of(actor, action, member, Map.of()));
  }

  private Member done(Members.Outcome outcome) {
    callers.forget();
    return switch (outcome) {
      case Members.Outcome.Done done -> done.member();
      case Members.Outcome.Unknown ignored -> throw ProblemException.notFound("member");
      case Members.Outcome.LastOwner ignored ->
          throw conflict("The organization would have no owner.");
      case Members.Outcome.LastSuperAdmin ignored ->
          throw conflict("The installation would have no SUPER_ADMIN.");
    };
  }

  private static ProblemException conflict(String detail) {
    return new ProblemException(ProblemType.CONFLICT, detail);
  }
}
