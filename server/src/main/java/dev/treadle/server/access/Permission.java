package dev.treadle.server.access;

import dev.treadle.postgres.access.Caller;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;

/** What may be done, and who may do it: the one place where roles are looked at. */
public enum Permission {
  VIEW_WORKFLOWS("ai-hub:workflows:view"),
  CREATE_WORKFLOWS("ai-hub:workflows:create"),
  EDIT_WORKFLOWS("ai-hub:workflows:edit"),
  EXECUTE_WORKFLOWS("ai-hub:workflows:execute"),
  DELETE_WORKFLOWS("ai-hub:workflows:delete"),
  ACTIVATE_WORKFLOWS("ai-hub:workflows:activate"),
  VIEW_AUDIT("ai-hub:audit:view");

  private final String code;

  Permission(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** Every permission needs an organization role that works with workflows; some a global one. */
  public boolean isGrantedTo(Caller caller) {
    boolean works =
        switch (caller.organizationRole()) {
          case OWNER, ADMIN, MEMBER -> true;
          case VIEWER -> false;
        };
    return works
        && switch (this) {
          case VIEW_WORKFLOWS, CREATE_WORKFLOWS, EDIT_WORKFLOWS, EXECUTE_WORKFLOWS -> true;
          case DELETE_WORKFLOWS, ACTIVATE_WORKFLOWS ->
              switch (caller.globalRole()) {
                case SUPER_ADMIN, ADMIN, MODERATOR -> true;
                case USER -> false;
              };
          case VIEW_AUDIT ->
              switch (caller.organizationRole()) {
                case OWNER, ADMIN -> true;
                case MEMBER, VIEWER -> false;
              };
        };
  }

  /** Refuses a caller who does not have it. */
  public void require(Caller caller) {
    if (!isGrantedTo(caller)) {
      throw new ProblemException(ProblemType.FORBIDDEN, "The permission " + code + " is missing.");
    }
  }
}
