package dev.treadle.server.api.executions;

import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import java.util.Optional;

/** A person's decision, and why. */
record ApprovalRequest(boolean approved, Optional<String> comment) {
  private static final int LONGEST_COMMENT = 10_000;

  static ApprovalRequest read(RequestBody body) {
    Optional<String> decision = body.text("decision");
    Optional<String> comment = body.text("comment");
    body.finish();
    if (comment.isPresent() && comment.get().length() > LONGEST_COMMENT) {
      throw ProblemException.invalid(
          "/comment", "TOO_LONG", "It must not be longer than " + LONGEST_COMMENT + " characters.");
    }
    return switch (decision.orElse("")) {
      case "approved" -> new ApprovalRequest(true, comment);
      case "rejected" -> new ApprovalRequest(false, comment);
      default ->
          throw ProblemException.invalid(
              "/decision", "UNKNOWN_DECISION", "It must be approved or rejected.");
    };
  }
}
