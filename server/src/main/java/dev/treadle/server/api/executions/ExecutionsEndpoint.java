package dev.treadle.server.api.executions;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.server.access.ApiKeyFilter;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.executions.StartExecution.Answer;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.PathId;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Json;
import dev.treadle.values.WorkflowId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Runs: started through their workflow, read by their id. */
@RestController
@RequestMapping(path = ApiSettings.BASE, produces = MediaType.APPLICATION_JSON_VALUE)
final class ExecutionsEndpoint {
  private static final String PATH = ApiSettings.BASE + "/executions/";

  private final Backend backend;
  private final StartExecution starts;
  private final CancelExecution cancels;
  private final ApiSettings settings;

  ExecutionsEndpoint(Backend backend, ApiSettings settings) {
    this.backend = backend;
    this.starts = new StartExecution(backend);
    this.cancels = new CancelExecution(backend);
    this.settings = settings;
  }

  @PostMapping("/workflows/{id}/execute")
  ResponseEntity<String> execute(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.EXECUTE_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of("include"));
    Set<String> parts = QueryParameters.words(request, "include", ReadExecution.PARTS);
    WorkflowId workflow = new WorkflowId(PathId.read(id, "workflow"));
    ExecuteRequest execute = ExecuteRequest.read(request, settings.bodyLimit());
    Answer answer = starts.start(caller, workflow, execute);
    boolean ended = answer.run().status().hasEnded() && execute.patience().isPresent();
    Map<String, @Nullable Object> execution =
        parts.isEmpty()
            ? ExecutionJson.summary(answer.id(), answer.workflow(), answer.version(), answer.run())
            : ReadExecution.find(backend, caller.organization(), answer.id(), parts)
                .orElseThrow(() -> ProblemException.notFound("execution"));
    ResponseEntity.BodyBuilder response =
        ResponseEntity.status(ended ? HttpStatus.OK : HttpStatus.ACCEPTED)
            .contentType(MediaType.APPLICATION_JSON)
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
  ResponseEntity<String> get(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.VIEW_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    Map<String, @Nullable Object> execution =
        ReadExecution.find(
                backend,
                caller.organization(),
                new ExecutionId(PathId.read(id, "execution")),
                ReadExecution.PARTS)
            .orElseThrow(() -> ProblemException.notFound("execution"));
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(envelope(execution));
  }

  @PostMapping("/executions/{id}/cancel")
  ResponseEntity<String> cancel(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.EXECUTE_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    StoredExecution ended =
        cancels.cancel(
            caller,
            new ExecutionId(PathId.read(id, "execution")),
            "cancelled by user " + caller.user());
    return ResponseEntity.accepted()
        .contentType(MediaType.APPLICATION_JSON)
        .header("Location", PATH + ended.id())
        .body(envelope(ReadExecution.json(backend, caller.organization(), ended, Set.of())));
  }

  private static String envelope(Map<String, @Nullable Object> execution) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("execution", execution);
    return Json.write(body);
  }
}
