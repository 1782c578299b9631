package dev.treadle.server.api.workflows;

import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.catalog.NewWorkflow.Creation;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.tier.LimitReached;
import dev.treadle.server.access.TierLimit;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.TemplateId;
import dev.treadle.values.WorkflowId;
import java.net.URI;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Creates workflows, whatever they are made from: what was checked is kept and shown. */
public final class CreateWorkflow {
  private final Backend backend;

  public CreateWorkflow(Backend backend) {
    this.backend = backend;
  }

  /** 201 with the new workflow. */
  public ResponseEntity<String> create(
      OrganizationId organization,
      Actor actor,
      Content content,
      Optional<TemplateId> template,
      boolean active) {
    WorkflowId id = new WorkflowId(backend.newId());
    return switch (backend.workflows().create(organization, id, content, template, active, actor)) {
      case Creation.Created(StoredWorkflow workflow) -> created(workflow);
      case Creation.Refused(LimitReached limit) -> throw TierLimit.problem("workflows", limit);
    };
  }

  private static ResponseEntity<String> created(StoredWorkflow created) {
    return ResponseEntity.created(URI.create(ApiSettings.BASE + "/workflows/" + created.id()))
        .eTag(WorkflowJson.etag(created))
        .contentType(MediaType.APPLICATION_JSON)
        .body(WorkflowJson.envelope(created));
  }
}
