package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Printable;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What people ask of a run that goes on. */
@RestController
@RequestMapping(
    path = ApiSettings.BASE + "/executions/{id}",
    produces = MediaType.APPLICATION_JSON_VALUE)
final class CommandsEndpoint {
  private final Backend backend;
  private final SendCommand commands;
  private final DecideApproval approvals;
  private final ApiSettings settings;

  CommandsEndpoint(Backend backend, ApiSettings settings) {
    this.backend = backend;
    this.commands = new SendCommand(backend);
    this.approvals = new DecideApproval(backend, commands);
    this.settings = settings;
  }

  @PostMapping("/cancel")
  @Needs(Permission.EXECUTE_WORKFLOWS)
  ResponseEntity<String> cancel(Caller caller, Actor actor, ExecutionId id) {
    Command.CancelRun cancel = new Command.CancelRun("cancelled by user " + caller.user());
    StoredExecution cancelled = commands.send(caller, id, cancel);
    record(caller, AuditEntry.of(actor, Action.EXECUTION_CANCEL, id, Map.of()));
    return accepted(caller, cancelled);
  }

  @PostMapping("/signals/{name}")
  @Needs(Permission.EXECUTE_WORKFLOWS)
  ResponseEntity<String> signal(
      HttpServletRequest request,
      Caller caller,
      Actor actor,
      ExecutionId id,
      @PathVariable("name") String name) {
    Printable.fault(name)
        .ifPresent(
            fault -> {
              throw ProblemException.unreadable(
                  "name", "INVALID_NAME", "The name of the signal " + fault + ".");
            });
    @Nullable Object payload = RequestBody.readAny(request, settings.bodyLimit());
    StoredExecution told = commands.send(caller, id, new Command.ReceiveSignal(name, payload));
    record(caller, AuditEntry.of(actor, Action.EXECUTION_SIGNAL, id, Map.of("name", name)));
    return accepted(caller, told);
  }

  @PostMapping("/nodes/{nodeId}/approval")
  @Needs(Permission.EXECUTE_WORKFLOWS)
  ResponseEntity<String> approval(
      Caller caller,
      Actor actor,
      ExecutionId id,
      @PathVariable("nodeId") String node,
      RequestBody body) {
    ApprovalRequest decision = ApprovalRequest.read(body);
    StoredExecution decided = approvals.decide(caller, id, new NodeId(node), decision);
    record(caller, AuditEntry.of(actor, Action.EXECUTION_APPROVAL, id, Map.of("node", node)));
    return accepted(caller, decided);
  }

  private void record(Caller caller, AuditEntry entry) {
    backend.audit().record(caller.organization(), entry);
  }

  private ResponseEntity<String> accepted(Caller caller, StoredExecution run) {
    return JsonAnswer.with(HttpStatus.ACCEPTED)
        .header("Location", ApiSettings.BASE + "/executions/" + run.id())
        .body(
            JsonAnswer.envelope(
                "execution", ReadExecution.json(backend, caller.organization(), run, Set.of())));
  }
}
