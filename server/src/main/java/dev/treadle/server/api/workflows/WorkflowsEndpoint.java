package dev.treadle.server.api.workflows;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.TemplateId;
import dev.treadle.values.WorkflowId;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /workflows}. */
@RestController
@RequestMapping(path = ApiSettings.BASE + "/workflows", produces = MediaType.APPLICATION_JSON_VALUE)
final class WorkflowsEndpoint {
  private final Backend backend;
  private final CreateWorkflow creation;

  WorkflowsEndpoint(Backend backend) {
    this.backend = backend;
    this.creation = new CreateWorkflow(backend);
  }

  @PostMapping
  @Needs(Permission.CREATE_WORKFLOWS)
  ResponseEntity<String> create(Caller caller, Actor actor, RequestBody body) {
    WorkflowRequest read = WorkflowRequest.read(body, backend.catalog().signatures());
    read.template().ifPresent(id -> requireTemplate(caller, id));
    return creation.create(
        caller.organization(), actor, read.content(), read.template(), read.isActive());
  }

  private void requireTemplate(Caller caller, TemplateId id) {
    if (backend.gallery().find(caller.organization(), id).isEmpty()) {
      throw ProblemException.invalid(
          "/templateId", "UNKNOWN_TEMPLATE", "There is no such template.");
    }
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> get(Caller caller, WorkflowId id) {
    StoredWorkflow found =
        backend
            .workflows()
            .find(caller.organization(), id)
            .orElseThrow(() -> ProblemException.notFound("workflow"));
    return JsonAnswer.with(HttpStatus.OK)
        .eTag(WorkflowJson.etag(found))
        .body(WorkflowJson.envelope(found));
  }

  @PostMapping("/validate")
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> validate(RequestBody body) {
    Parsed parsed =
        Definition.parse(DefinitionMembers.of(body), backend.catalog().signatures(), Limits.API);
    boolean valid =
        switch (parsed) {
          case Parsed.Valid ignored -> true;
          case Parsed.Invalid ignored -> false;
        };
    return JsonAnswer.ok(WorkflowJson.validation(valid, parsed.problems()));
  }
}
