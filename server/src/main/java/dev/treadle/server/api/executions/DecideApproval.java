package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Pending;
import dev.treadle.engine.run.Run;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.Awaited;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/** Hands the decisions of people who may decide to the runs that wait for them. */
final class DecideApproval {
  private final Backend backend;
  private final SendCommand commands;

  DecideApproval(Backend backend, SendCommand commands) {
    this.backend = backend;
    this.commands = commands;
  }

  /**
   * Decides an approval, or whether an attempt is made again that was in flight at a crash; of a
   * node in a loop that of the first iteration that waits.
   *
   * @throws ProblemException when there is no such run or node, the node waits for no approval, the
   *     caller may not decide it, or somebody else was first
   */
  StoredExecution decide(Caller caller, ExecutionId id, NodeId node, ApprovalRequest decision) {
    StoredExecution stored = commands.find(caller, id);
    Run run = ReadExecution.replay(backend, caller.organization(), stored);
    OptionalInt index = run.workflow().index(node);
    if (index.isEmpty()) {
      throw ProblemException.notFound("node");
    }
    Pending.Answer asked = run.awaited(index.getAsInt()).orElse(null);
    if (asked == null) {
      throw notAsked();
    }
    switch (asked.what()) {
      case Awaited.Approval approval -> requireApprover(caller, approval.approvers());
      case Awaited.Doubt ignored -> {}
      case Awaited.Signal ignored -> throw notAsked();
      case Awaited.Child ignored -> throw notAsked();
    }
    return commands.send(
        caller,
        id,
        new Command.DecideApproval(
            node,
            asked.iteration(),
            decision.approved(),
            caller.user().toString(),
            decision.comment()));
  }

  private static ProblemException notAsked() {
    return new ProblemException(
        ProblemType.CONFLICT, "The node does not wait for a decision, or not any more.");
  }

  private static void requireApprover(Caller caller, List<String> approvers) {
    if (approvers.isEmpty() || approvers.stream().anyMatch(one -> isMeant(one, caller))) {
      return;
    }
    throw new ProblemException(
        ProblemType.FORBIDDEN, "This is for others to decide: " + String.join(", ", approvers));
  }

  private static boolean isMeant(String approver, Caller caller) {
    String role = approver.toUpperCase(Locale.ROOT);
    return role.equals(caller.organizationRole().name())
        || role.equals(caller.globalRole().name())
        || approver.equalsIgnoreCase(caller.user().toString());
  }
}
