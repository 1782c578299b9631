package dev.treadle.server.api.executions;

import dev.treadle.postgres.access.Caller;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.executions.StartExecution.Answer;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.WorkflowId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs: started through their workflow, read by their id. */
@RestController
@RequestMapping(path = ApiSettings.BASE, produces = MediaType.APPLICATION_JSON_VALUE)
final class ExecutionsEndpoint {
  private static final String PATH = ApiSettings.BASE + "/executions/";

  private final Backend backend;
  private final StartExecution starts;
  private final ApiSettings settings;

  ExecutionsEndpoint(Backend backend, ApiSettings settings) {
    this.backend = backend;
    this.starts = new StartExecution(backend);
    this.settings = settings;
  }

  @PostMapping("/workflows/{id}/execute")
  @Needs(value = Permission.EXECUTE_WORKFLOWS, query = "include")
  ResponseEntity<String> execute(HttpServletRequest request, Caller caller, WorkflowId id) {
    Set<String> parts = QueryParameters.of(request).words("include", ReadExecution.PARTS);
    ExecuteRequest execute = ExecuteRequest.read(request, settings.bodyLimit());
    Answer answer = starts.start(caller, id, execute);
    boolean ended = answer.run().status().hasEnded() && execute.patience().isPresent();
    Map<String, @Nullable Object> execution =
        parts.isEmpty()
            ? ExecutionJson.summary(answer.id(), answer.workflow(), answer.version(), answer.run())
            : ReadExecution.find(backend, caller.organization(), answer.id(), parts)
                .orElseThrow(() -> ProblemException.notFound("execution"));
    ResponseEntity.BodyBuilder response =
        JsonAnswer.with(ended ? HttpStatus.OK : HttpStatus.ACCEPTED)
            .header("Location", PATH + answer.id());
    execute
        .patience()
        .ifPresent(wait -> response.header("Preference-Applied", "wait=" + wait.toSeconds()));
    if (answer.replayed()) {
      response.header("Idempotent-Replayed", "true");
    }
    return response.body(envelope(execution));
  }

  @GetMapping("/executions/{id}")
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> get(Caller caller, ExecutionId id) {
    Map<String, @Nullable Object> execution =
        ReadExecution.find(backend, caller.organization(), id, ReadExecution.PARTS)
            .orElseThrow(() -> ProblemException.notFound("execution"));
    return JsonAnswer.with(HttpStatus.OK).body(envelope(execution));
  }

  private static String envelope(Map<String, @Nullable Object> execution) {
    return JsonAnswer.envelope("execution", execution);
  }
}
