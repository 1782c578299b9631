package dev.treadle.server.api.admin;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.postgres.access.Member;
import dev.treadle.server.access.Passwords;
import dev.treadle.server.access.Permission;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is said of a member: all of it where one is added, some of it in a change. */
record MemberRequest(
    Optional<String> email,
    Optional<String> name,
    Optional<String> password,
    Optional<GlobalRole> globalRole,
    Optional<OrganizationRole> organizationRole) {
  private static final int LONGEST_NAME = 100;

  /** Of somebody to be added; only the password may be missing. */
  static MemberRequest ofNew(RequestBody body) {
    return read(body, body.text("email"), true);
  }

  /** Of somebody who is there; the e-mail stays what it is. */
  static MemberRequest ofChange(RequestBody body) {
    body.ignore(Set.of("email"));
    return read(body, Optional.empty(), false);
  }

  private static MemberRequest read(RequestBody body, Optional<String> email, boolean whole) {
    Optional<String> name = body.text("name");
    Optional<String> password = body.text("password");
    Optional<String> globalRole = body.text("globalRole");
    Optional<String> organizationRole = body.text("organizationRole");
    body.ignore(Set.of("userId", "organizationId"));
    body.finish();

    List<Fault> faults = new ArrayList<>();
    if (whole) {
      TextRules.checkEmail(faults, "/email", email.orElse(""));
    }
    if (whole || name.isPresent()) {
      TextRules.check(faults, "/name", name.orElse(""), 1, LONGEST_NAME);
    }
    password.ifPresent(text -> Passwords.check(faults, "/password", text));
    Optional<GlobalRole> global =
        whole || globalRole.isPresent()
            ? TextRules.checkWord(faults, "/globalRole", GlobalRole.class, globalRole)
            : Optional.empty();
    Optional<OrganizationRole> organization =
        whole || organizationRole.isPresent()
            ? TextRules.checkWord(
                faults, "/organizationRole", OrganizationRole.class, organizationRole)
            : Optional.empty();
    TextRules.finish(faults);
    return new MemberRequest(email, name, password, global, organization);
  }

  /** Global roles above the lowest are for the highest to give, and to take away. */
  void requireRightsOf(Caller caller) {
    if (globalRole.isPresent() && globalRole.get() != GlobalRole.USER) {
      Permission.ADMINISTER_ADMINISTRATORS.require(caller);
    }
  }

  /** As above, where the change changes the role; and nobody else touches the highest. */
  void requireRightsOf(Caller caller, Member member) {
    requireRightsOver(caller, member.globalRole());
    if (globalRole.isPresent() && globalRole.get() != member.globalRole()) {
      Permission.ADMINISTER_ADMINISTRATORS.require(caller);
    }
  }

  /** Nobody but the highest does anything to the highest. */
  static void requireRightsOver(Caller caller, GlobalRole role) {
    if (role == GlobalRole.SUPER_ADMIN) {
      Permission.ADMINISTER_ADMINISTRATORS.require(caller);
    }
  }
}
