package dev.treadle.postgres.audit;

import java.util.Arrays;
import java.util.List;

/** What is recorded when it is done. What a run does is not: it has a journal of its own. */
public enum Action {
  WORKFLOW_CREATE("workflow.create"),
  WORKFLOW_UPDATE("workflow.update"),
  WORKFLOW_TOGGLE("workflow.toggle"),
  WORKFLOW_RESTORE("workflow.restore"),
  WORKFLOW_DELETE("workflow.delete"),
  WORKFLOW_PAUSE("workflow.pause"),
  WORKFLOW_RESUME("workflow.resume"),
  EXECUTION_CANCEL("execution.cancel"),
  EXECUTION_APPROVAL("execution.approval"),
  EXECUTION_SIGNAL("execution.signal"),
  EXECUTION_RETRY("execution.retry"),
  EXECUTION_REPLAY("execution.replay"),
  TEMPLATE_CREATE("template.create"),
  TEMPLATE_UPDATE("template.update"),
  TEMPLATE_DELETE("template.delete"),
  API_KEY_CREATE("apiKey.create"),
  API_KEY_DELETE("apiKey.delete"),
  MEMBER_CREATE("member.create"),
  MEMBER_UPDATE("member.update"),
  MEMBER_DELETE("member.delete"),
  ORGANIZATION_CREATE("organization.create"),
  ORGANIZATION_UPDATE("organization.update"),
  USER_LOGIN("user.login"),
  USER_LOGIN_FAILED("user.loginFailed");

  private final String code;

  Action(String code) {
    this.code = code;
  }

  /** The type of the object, a dot, and what is done to it. */
  public String code() {
    return code;
  }

  /** The codes of all. */
  public static List<String> codes() {
    return Arrays.stream(values()).map(Action::code).toList();
  }
}
