package dev.treadle.server.api.workflows;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
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
      Caller caller, Content content, Optional<TemplateId> template, boolean active) {
    StoredWorkflow created =
        backend
            .workflows()
            .create(
                caller.organization(),
                new WorkflowId(backend.newId()),
                content,
                template,
                active,
                caller.user());
    return ResponseEntity.created(URI.create(ApiSettings.BASE + "/workflows/" + created.id()))
        .eTag(WorkflowJson.etag(created))
        .contentType(MediaType.APPLICATION_JSON)
        .body(WorkflowJson.envelope(created));
  }
}
