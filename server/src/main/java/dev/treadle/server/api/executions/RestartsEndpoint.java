package dev.treadle.server.api.executions;

import dev.treadle.postgres.access.Caller;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.executions.StartExecution.Answer;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.ExecutionId;
import jakarta.servlet.http.HttpServletRequest;
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
  private final ApiSettings settings;

  RestartsEndpoint(Backend backend, ApiSettings settings) {
    this.restarts = new RestartExecution(backend);
    this.settings = settings;
  }

  @PostMapping("/retry")
  @Needs(Permission.EXECUTE_WORKFLOWS)
  ResponseEntity<String> retry(HttpServletRequest request, Caller caller, ExecutionId id) {
    RetryRequest retry = RetryRequest.read(RequestBody.readOptional(request, settings.bodyLimit()));
    return accepted(restarts.retry(caller, id, retry));
  }

  @PostMapping("/replay")
  @Needs(Permission.EXECUTE_WORKFLOWS)
  ResponseEntity<String> replay(HttpServletRequest request, Caller caller, ExecutionId id) {
    RequestBody.readOptional(request, settings.bodyLimit()).finish();
    return accepted(restarts.replay(caller, id));
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
