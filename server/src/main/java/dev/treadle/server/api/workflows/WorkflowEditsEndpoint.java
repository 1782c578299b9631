package dev.treadle.server.api.workflows;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.WorkflowEdits.Version;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /workflows/{id}}: changes and versions. */
@RestController
@RequestMapping(
    path = ApiSettings.BASE + "/workflows/{id}",
    produces = MediaType.APPLICATION_JSON_VALUE)
final class WorkflowEditsEndpoint {
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final int MOST_DIGITS = 9;

  private final Backend backend;
  private final EditWorkflow edits;
  private final ApiSettings settings;

  WorkflowEditsEndpoint(Backend backend, ApiSettings settings) {
    this.backend = backend;
    this.edits = new EditWorkflow(backend);
    this.settings = settings;
  }

  @PatchMapping(consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
  ResponseEntity<String> patch(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller)
      throws IOException {
    Permission.EDIT_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    RequestBody body = RequestBody.read(request, settings.bodyLimit());
    return answer(
        edits.patch(
            caller, id(id), body.members(), Optional.ofNullable(request.getHeader("If-Match"))));
  }

  @DeleteMapping
  ResponseEntity<String> delete(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.DELETE_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    edits.delete(caller, id(id));
    return json(Map.of("success", true));
  }

  @PostMapping("/toggle")
  ResponseEntity<String> toggle(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.ACTIVATE_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    return answer(edits.toggle(caller, id(id)));
  }

  @GetMapping("/versions")
  ResponseEntity<String> versions(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.VIEW_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    List<@Nullable Object> versions = new ArrayList<>();
    for (Version version : backend.edits().versions(caller.organization(), id(id), 0)) {
      versions.add(WorkflowJson.version(version));
    }
    if (versions.isEmpty()) {
      throw ProblemException.notFound("workflow");
    }
    return json(Map.of("versions", versions));
  }

  @GetMapping("/versions/{number}")
  ResponseEntity<String> version(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @PathVariable("number") String number,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.VIEW_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    Version version = edits.version(caller, id(id), number(number));
    Map<String, @Nullable Object> json = WorkflowJson.version(version);
    json.putAll(Objects.requireNonNull(Json.asObject(Meaning.read(version.definition()))));
    return json(Map.of("version", json));
  }

  @PostMapping("/versions/{number}/restore")
  ResponseEntity<String> restore(
      HttpServletRequest request,
      @PathVariable("id") String id,
      @PathVariable("number") String number,
      @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.EDIT_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    return answer(edits.restore(caller, id(id), number(number)));
  }

  private static WorkflowId id(String text) {
    return new WorkflowId(PathId.read(text, "workflow"));
  }

  /** What is no number of a version names none. */
  private static int number(String text) {
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (text.isEmpty() || text.length() > MOST_DIGITS || !digits || text.startsWith("0")) {
      throw ProblemException.notFound("version");
    }
    return Integer.parseInt(text);
  }

  private static ResponseEntity<String> answer(StoredWorkflow workflow) {
    return ResponseEntity.ok()
        .eTag(WorkflowJson.etag(workflow))
        .contentType(MediaType.APPLICATION_JSON)
        .body(WorkflowJson.envelope(workflow));
  }

  private static ResponseEntity<String> json(Object body) {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(Json.write(body));
  }
}
