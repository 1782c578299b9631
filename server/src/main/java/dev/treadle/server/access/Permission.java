package dev.treadle.server.access;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.access.Caller.OrganizationRole;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;

/** What may be done, and who may do it: the one place where roles are looked at. */
public enum Permission {
  VIEW_WORKFLOWS("ai-hub:workflows:view"),
  CREATE_WORKFLOWS("ai-hub:workflows:create"),
  EXECUTE_WORKFLOWS("ai-hub:workflows:execute");

  private final String code;

  Permission(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** Any global role, and an organization role that works with workflows. */
  public boolean isGrantedTo(Caller caller) {
    OrganizationRole role = caller.organizationRole();
    return switch (this) {
      case VIEW_WORKFLOWS, CREATE_WORKFLOWS, EXECUTE_WORKFLOWS ->
          role == OrganizationRole.OWNER
              || role == OrganizationRole.ADMIN
              || role == OrganizationRole.MEMBER;
    };
  }

  /** Refuses a caller who does not have it. */
  public void require(Caller caller) {
    if (!isGrantedTo(caller)) {
      throw new ProblemException(ProblemType.FORBIDDEN, "The permission " + code + " is missing.");
    }
  }
}
