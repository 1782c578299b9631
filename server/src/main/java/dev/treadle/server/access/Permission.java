package dev.treadle.server.access;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Caller.GlobalRole;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What may be done, and who may do it: the one place where roles are looked at. */
public enum Permission {
  ACCESS("ai-hub:access", GlobalRole.USER, OrganizationRole.MEMBER),
  VIEW_WORKFLOWS("ai-hub:workflows:view", GlobalRole.USER, OrganizationRole.MEMBER),
  CREATE_WORKFLOWS("ai-hub:workflows:create", GlobalRole.USER, OrganizationRole.MEMBER),
  EDIT_WORKFLOWS("ai-hub:workflows:edit", GlobalRole.USER, OrganizationRole.MEMBER),
  EXECUTE_WORKFLOWS("ai-hub:workflows:execute", GlobalRole.USER, OrganizationRole.MEMBER),
  DELETE_WORKFLOWS("ai-hub:workflows:delete", GlobalRole.MODERATOR, OrganizationRole.MEMBER),
  ACTIVATE_WORKFLOWS("ai-hub:workflows:activate", GlobalRole.MODERATOR, OrganizationRole.MEMBER),
  VIEW_AUDIT("ai-hub:audit:view", GlobalRole.USER, OrganizationRole.ADMIN),
  /** The keys of other members. */
  MANAGE_KEYS("ai-hub:api-keys:manage", GlobalRole.USER, OrganizationRole.ADMIN),
  ADMINISTER_ORGANIZATIONS("admin:organizations", GlobalRole.ADMIN, OrganizationRole.VIEWER),
  ADMINISTER_MEMBERS("admin:members", GlobalRole.ADMIN, OrganizationRole.VIEWER),
  /** Global roles above {@code USER}, and whoever has the highest. */
  ADMINISTER_ADMINISTRATORS(
      "admin:administrators", GlobalRole.SUPER_ADMIN, OrganizationRole.VIEWER);

  private final String code;
  private final GlobalRole leastGlobal;
  private final OrganizationRole leastOrganization;

  /** What is needed are these roles, or wider ones. */
  Permission(String code, GlobalRole leastGlobal, OrganizationRole leastOrganization) {
    this.code = code;
    this.leastGlobal = leastGlobal;
    this.leastOrganization = leastOrganization;
  }

  public String code() {
    return code;
  }

  /** The permission of a code. */
  public static Optional<Permission> of(String code) {
    return Arrays.stream(values()).filter(permission -> permission.code.equals(code)).findFirst();
  }

  /** Whether a member with these roles has it. */
  public boolean isGivenBy(GlobalRole globalRole, OrganizationRole organizationRole) {
    return globalRole.compareTo(leastGlobal) <= 0
        && organizationRole.compareTo(leastOrganization) <= 0;
  }

  /** Whether the caller's roles give it, and the credential leaves it to them. */
  public boolean isGrantedTo(Caller caller) {
    return isGivenBy(caller.globalRole(), caller.organizationRole())
        && caller.reach().permissions().map(codes -> codes.contains(code)).orElse(true);
  }

  /** The codes of all that the caller may do. */
  public static List<String> codesOf(Caller caller) {
    return Arrays.stream(values())
        .filter(permission -> permission.isGrantedTo(caller))
        .map(Permission::code)
        .toList();
  }

  /** Refuses a caller who does not have it. */
  public void require(Caller caller) {
    if (!isGrantedTo(caller)) {
      throw new ProblemException(ProblemType.FORBIDDEN, "The permission " + code + " is missing.");
    }
  }
}
