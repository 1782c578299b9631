package dev.treadle.server.api.executions;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.executions.StartExecution.Answer;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.ExecutionId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs that are made from ended ones. */
@RestController
@RequestMapping(
    path = ApiSettings.BASE + "/executions/{id}",
    produces = MediaType.APPLICATION_JSON_VALUE)
final class RestartsEndpoint {
  private final RestartExecution restarts;
  private final Backend backend;
  private final ApiSettings settings;

  RestartsEndpoint(Backend backend, ApiSettings settings) {
    this.restarts = new RestartExecution(backend);
    this.backend = backend;
    this.settings = settings;
  }

  @PostMapping("/retry")
  @Needs(Permission.EXECUTE_WORKFLOWS)
  ResponseEntity<String> retry(
      HttpServletRequest request, Caller caller, Actor actor, ExecutionId id) {
    RetryRequest retry = RetryRequest.read(RequestBody.readOptional(request, settings.bodyLimit()));
    Answer answer = restarts.retry(caller, id, retry);
    record(caller, actor, Action.EXECUTION_RETRY, id, answer);
    return accepted(answer);
  }

  @PostMapping("/replay")
  @Needs(Permission.EXECUTE_WORKFLOWS)
  ResponseEntity<String> replay(
      HttpServletRequest request, Caller caller, Actor actor, ExecutionId id) {
    RequestBody.readOptional(request, settings.bodyLimit()).finish();
    Answer answer = restarts.replay(caller, id);
    record(caller, actor, Action.EXECUTION_REPLAY, id, answer);
    return accepted(answer);
  }

  private void record(
      Caller caller, Actor actor, Action action, ExecutionId before, Answer answer) {
    Map<String, @Nullable Object> details = Map.of("executionId", answer.id().toString());
    backend.audit().record(caller.organization(), AuditEntry.of(actor, action, before, details));
  }

  private static ResponseEntity<String> accepted(Answer answer) {
    return JsonAnswer.with(HttpStatus.ACCEPTED)
        .header("Location", ApiSettings.BASE + "/executions/" + answer.id())
        .body(
            JsonAnswer.envelope(
                "execution",
                ExecutionJson.summary(
                    answer.id(), answer.workflow(), answer.version(), answer.run())));
  }
}
