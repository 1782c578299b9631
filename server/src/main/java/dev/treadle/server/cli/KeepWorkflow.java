package dev.treadle.server.cli;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.catalog.NewWorkflow.Creation;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.catalog.Workflows;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.server.backend.Backend;
import dev.treadle.values.Json;
import dev.treadle.values.WorkflowId;
import java.util.Optional;

/**
 * Keeps the workflow of a file, so that its runs are found later as any others: one workflow per
 * name, and a new version whenever the definition has changed.
 */
final class KeepWorkflow {
  private final Backend backend;
  private final Caller owner;

  KeepWorkflow(Backend backend, Caller owner) {
    this.backend = backend;
    this.owner = owner;
  }

  /** The version that is to run. */
  CompiledVersion keep(WorkflowFile file) {
    Content content = file.content();
    Workflows workflows = backend.workflows();
    Actor actor = Actor.system(owner.user());
    Optional<Workflows.Named> kept =
        workflows.named(owner.organization(), content.name(), content.tags());
    if (kept.isEmpty()) {
      WorkflowId id = new WorkflowId(backend.newId());
      requireRoom(
          workflows.create(owner.organization(), id, content, Optional.empty(), true, actor));
      return backend.versions().get(owner.organization(), id, 1);
    }
    WorkflowId id = kept.get().id();
    int version =
        isSame(kept.get().definition(), Workflows.definition(content))
            ? kept.get().version()
            : backend.edits().addVersion(owner.organization(), id, content, actor);
    return backend.versions().get(owner.organization(), id, version);
  }

  private static void requireRoom(Creation creation) {
    if (creation instanceof Creation.Refused refused) {
      throw new InvalidInputException(
          "the organization's tier allows "
              + refused.limit().limit()
              + " workflows, and there are "
              + refused.limit().used());
    }
  }

  private static boolean isSame(String kept, String given) {
    try {
      return Json.equal(JsonText.read(kept), JsonText.read(given));
    } catch (JsonSyntaxException e) {
      throw new IllegalStateException("a stored definition is not JSON", e);
    }
  }
}
