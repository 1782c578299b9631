package dev.treadle.server.api.workflows;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.WorkflowEdits.Version;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.Json;
import dev.treadle.values.WorkflowId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
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

  WorkflowEditsEndpoint(Backend backend) {
    this.backend = backend;
    this.edits = new EditWorkflow(backend);
  }

  @PatchMapping(consumes = {MERGE_PATCH, MediaType.APPLICATION_JSON_VALUE})
  @Needs(Permission.EDIT_WORKFLOWS)
  ResponseEntity<String> patch(
      Caller caller,
      Actor actor,
      WorkflowId id,
      RequestBody body,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
    return answer(edits.patch(caller, actor, id, body.members(), Optional.ofNullable(ifMatch)));
  }

  @DeleteMapping
  @Needs(Permission.DELETE_WORKFLOWS)
  ResponseEntity<String> delete(Caller caller, Actor actor, WorkflowId id) {
    edits.delete(caller, actor, id);
    return JsonAnswer.ok("success", true);
  }

  @PostMapping("/toggle")
  @Needs(Permission.ACTIVATE_WORKFLOWS)
  ResponseEntity<String> toggle(Caller caller, Actor actor, WorkflowId id) {
    return answer(edits.toggle(caller, actor, id));
  }

  @PostMapping("/pause")
  @Needs(Permission.ACTIVATE_WORKFLOWS)
  ResponseEntity<String> pause(Caller caller, Actor actor, WorkflowId id) {
    return answer(edits.pause(caller, actor, id));
  }

  @PostMapping("/resume")
  @Needs(Permission.ACTIVATE_WORKFLOWS)
  ResponseEntity<String> resume(Caller caller, Actor actor, WorkflowId id) {
    return answer(edits.resume(caller, actor, id));
  }

  @GetMapping("/versions")
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> versions(Caller caller, WorkflowId id) {
    List<Version> versions = backend.edits().versions(caller.organization(), id, 0);
    if (versions.isEmpty()) {
      throw ProblemException.notFound("workflow");
    }
    return JsonAnswer.ok("versions", versions.stream().map(WorkflowJson::version).toList());
  }

  @GetMapping("/versions/{number}")
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> version(
      Caller caller, WorkflowId id, @PathVariable("number") String number) {
    Version version = edits.version(caller, id, number(number));
    Map<String, @Nullable Object> json = WorkflowJson.version(version);
    json.putAll(Objects.requireNonNull(Json.asObject(Meaning.read(version.definition()))));
    return JsonAnswer.ok("version", json);
  }

  @PostMapping("/versions/{number}/restore")
  @Needs(Permission.EDIT_WORKFLOWS)
  ResponseEntity<String> restore(
      Caller caller, Actor actor, WorkflowId id, @PathVariable("number") String number) {
    return answer(edits.restore(caller, actor, id, number(number)));
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
    return JsonAnswer.with(HttpStatus.OK)
        .eTag(WorkflowJson.etag(workflow))
        .body(WorkflowJson.envelope(workflow));
  }
}
