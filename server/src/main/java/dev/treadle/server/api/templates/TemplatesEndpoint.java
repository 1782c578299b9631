package dev.treadle.server.api.templates;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.postgres.catalog.Template;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.api.workflows.CreateWorkflow;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.server.templates.BuiltInTemplates;
import dev.treadle.values.TemplateId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /templates}: those built in, the organization's own, and workflows made from both. */
@RestController
@RequestMapping(path = ApiSettings.BASE + "/templates", produces = MediaType.APPLICATION_JSON_VALUE)
final class TemplatesEndpoint {
  private final Backend backend;
  private final ApiSettings settings;
  private final CreateWorkflow creation;

  TemplatesEndpoint(Backend backend, ApiSettings settings) {
    this.backend = backend;
    this.settings = settings;
    this.creation = new CreateWorkflow(backend);
  }

  @GetMapping
  @Needs(
      value = Permission.VIEW_WORKFLOWS,
      query = {"category", "search", "builtIn", "limit", "offset", "cursor"})
  ResponseEntity<String> list(Caller caller, QueryParameters parameters) {
    TemplateQuery query = TemplateQuery.read(parameters);
    List<Template> found =
        backend
            .gallery()
            .list(caller.organization(), query.filter(), query.builtIn(), query.part());
    return JsonAnswer.ok(TemplateJson.page(found, query));
  }

  @PostMapping
  @Needs(Permission.CREATE_WORKFLOWS)
  ResponseEntity<String> create(Caller caller, Actor actor, RequestBody body) {
    Template.Content content =
        TemplateRequest.read(body)
            .content(
                backend.catalog().signatures(),
                id -> backend.workflows().find(caller.organization(), id));
    TemplateId id = new TemplateId(backend.newId());
    Template created =
        backend.templates().create(caller.organization(), id, content, caller.user());
    backend
        .audit()
        .record(
            caller.organization(),
            AuditEntry.of(actor, Action.TEMPLATE_CREATE, id, Map.of("name", content.name())));
    return JsonAnswer.with(HttpStatus.CREATED)
        .header("Location", ApiSettings.BASE + "/templates/" + id)
        .body(JsonAnswer.envelope("template", TemplateJson.of(created)));
  }

  @GetMapping("/{id}")
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> get(Caller caller, TemplateId id) {
    return JsonAnswer.ok("template", TemplateJson.of(find(caller, id)));
  }

  @DeleteMapping("/{id}")
  @Needs(Permission.DELETE_WORKFLOWS)
  ResponseEntity<String> delete(Caller caller, Actor actor, TemplateId id) {
    if (BuiltInTemplates.find(id).isPresent()) {
      throw new ProblemException(
          ProblemType.FORBIDDEN, "A template that is built in cannot be deleted.");
    }
    if (!backend.templates().delete(caller.organization(), id)) {
      throw ProblemException.notFound("template");
    }
    backend
        .audit()
        .record(caller.organization(), AuditEntry.of(actor, Action.TEMPLATE_DELETE, id, Map.of()));
    return JsonAnswer.ok("success", true);
  }

  @PostMapping("/{id}/instantiate")
  @Needs(Permission.CREATE_WORKFLOWS)
  ResponseEntity<String> instantiate(
      HttpServletRequest request, Caller caller, Actor actor, TemplateId id) {
    InstantiateRequest wanted =
        InstantiateRequest.read(RequestBody.readOptional(request, settings.bodyLimit()));
    Template template = find(caller, id);
    return creation.create(
        caller.organization(),
        actor,
        wanted.content(template, backend.catalog().signatures()),
        Optional.of(template.id()),
        wanted.isActive());
  }

  private Template find(Caller caller, TemplateId id) {
    return backend
        .gallery()
        .find(caller.organization(), id)
        .orElseThrow(() -> ProblemException.notFound("template"));
  }
}
