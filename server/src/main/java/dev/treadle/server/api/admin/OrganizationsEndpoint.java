package dev.treadle.server.api.admin;

import dev.treadle.postgres.access.Organizations;
import dev.treadle.postgres.access.Organizations.Organization;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.server.access.IdentifyCaller;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.OrganizationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /organizations}: all of the installation. */
@RestController
@RequestMapping(
    path = ApiSettings.ADMIN + "/organizations",
    produces = MediaType.APPLICATION_JSON_VALUE)
final class OrganizationsEndpoint {
  private static final int LONGEST_NAME = 100;

  private final Backend backend;
  private final Organizations organizations;
  private final IdentifyCaller callers;

  OrganizationsEndpoint(Backend backend, IdentifyCaller callers) {
    this.backend = backend;
    this.organizations = backend.identity().administration().organizations();
    this.callers = callers;
  }

  private record Request(Optional<String> name, Optional<Tier> tier) {
    /**
     * Reads a body.
     *
     * @param whole whether every member has to be there
     */
    static Request read(RequestBody body, boolean whole) {
      Optional<String> name = body.text("name");
      Optional<String> tier = body.text("tier");
      body.ignore(Set.of("id", "createdAt"));
      body.finish();
      List<Fault> faults = new ArrayList<>();
      if (whole || name.isPresent()) {
        TextRules.check(faults, "/name", name.orElse(""), 1, LONGEST_NAME);
      }
      Optional<Tier> word =
          whole || tier.isPresent()
              ? TextRules.checkWord(faults, "/tier", Tier.class, tier)
              : Optional.empty();
      TextRules.finish(faults);
      return new Request(name, word);
    }
  }

  @PostMapping
  @Needs(Permission.ADMINISTER_ORGANIZATIONS)
  ResponseEntity<String> create(Actor actor, RequestBody body) {
    Request request = Request.read(body, true);
    Organization made =
        organizations.create(
            new OrganizationId(backend.newId()),
            request.name().orElseThrow(),
            request.tier().orElseThrow().name());
    record(actor, Action.ORGANIZATION_CREATE, made);
    return JsonAnswer.with(HttpStatus.CREATED)
        .body(JsonAnswer.envelope("organization", json(made)));
  }

  @GetMapping
  @Needs(Permission.ADMINISTER_ORGANIZATIONS)
  ResponseEntity<String> list() {
    return JsonAnswer.ok(
        "organizations", organizations.list().stream().map(OrganizationsEndpoint::json).toList());
  }

  @PatchMapping("/{id}")
  @Needs(Permission.ADMINISTER_ORGANIZATIONS)
  ResponseEntity<String> change(Actor actor, OrganizationId id, RequestBody body) {
    Request request = Request.read(body, false);
    Organization changed =
        organizations
            .change(id, request.name(), request.tier().map(Tier::name))
            .orElseThrow(() -> ProblemException.notFound("organization"));
    callers.forget();
    record(actor, Action.ORGANIZATION_UPDATE, changed);
    return JsonAnswer.ok("organization", json(changed));
  }

  private void record(Actor actor, Action action, Organization organization) {
    backend
        .audit()
        .record(
            organization.id(),
            AuditEntry.of(
                actor,
                action,
                organization.id(),
                Map.of("name", organization.name(), "tier", organization.tier())));
  }

  private static Map<String, @Nullable Object> json(Organization organization) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", organization.id().toString());
    json.put("name", organization.name());
    json.put("tier", organization.tier());
    json.put("createdAt", organization.createdAt().toString());
    return json;
  }
}
