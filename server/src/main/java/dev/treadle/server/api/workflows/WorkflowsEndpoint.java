package dev.treadle.server.api.workflows;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.server.access.ApiKeyFilter;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.PathId;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.Json;
import dev.treadle.values.WorkflowId;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /workflows}. */
@RestController
@RequestMapping(path = ApiSettings.BASE + "/workflows", produces = MediaType.APPLICATION_JSON_VALUE)
final class WorkflowsEndpoint {
  private final Backend backend;
  private final ApiSettings settings;

  WorkflowsEndpoint(Backend backend, ApiSettings settings) {
    this.backend = backend;
    this.settings = settings;
  }

  @PostMapping
  ResponseEntity<String> create(
      HttpServletRequest request, @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.CREATE_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    WorkflowRequest read =
        WorkflowRequest.read(
            RequestBody.read(request, settings.bodyLimit()), backend.catalog().signatures());
    StoredWorkflow created =
        backend
            .workflows()
            .create(
                caller.organization(),
                new WorkflowId(backend.newId()),
                read.content(),
                read.isActive(),
                caller.user());
    return ResponseEntity.created(URI.create(ApiSettings.BASE + "/workflows/" + created.id()))
        .eTag(WorkflowJson.etag(created))
        .contentType(MediaType.APPLICATION_JSON)
        .body(WorkflowJson.envelope(created));
  }

  @GetMapping("/{id}")
  ResponseEntity<String> get(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.VIEW_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    StoredWorkflow found =
        backend
            .workflows()
            .find(caller.organization(), new WorkflowId(PathId.read(id, "workflow")))
            .orElseThrow(() -> ProblemException.notFound("workflow"));
    return ResponseEntity.ok()
        .eTag(WorkflowJson.etag(found))
        .contentType(MediaType.APPLICATION_JSON)
        .body(WorkflowJson.envelope(found));
  }

  @PostMapping("/validate")
  ResponseEntity<String> validate(
      HttpServletRequest request, @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.VIEW_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    RequestBody body = RequestBody.read(request, settings.bodyLimit());
    Parsed parsed =
        Definition.parse(
            WorkflowRequest.definition(body), backend.catalog().signatures(), Limits.API);
    boolean valid =
        switch (parsed) {
          case Parsed.Valid ignored -> true;
          case Parsed.Invalid ignored -> false;
        };
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.write(WorkflowJson.validation(valid, parsed.problems())));
  }
}
