package dev.treadle.server.api.workflows;

import dev.treadle.engine.run.Command.CancelRun;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.AuditEntry;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.postgres.catalog.WorkflowEdits.Version;
import dev.treadle.server.access.Permission;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.Json;
import dev.treadle.values.WorkflowId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes of workflows: what is read, changed and saved is of one revision. */
final class EditWorkflow {
  /**
   * So often an edit is made again on what somebody else has saved. Of edits that meet one is
   * saved, so that this many may meet and none is lost.
   */
  private static final int TRIES = 64;

  private final Backend backend;

  EditWorkflow(Backend backend) {
    this.backend = backend;
  }

  /** Applies a merge patch to the members that a create takes. */
  StoredWorkflow patch(
      Caller caller,
      Actor actor,
      WorkflowId id,
      Map<String, @Nullable Object> patch,
      Optional<String> ifMatch) {
    for (int i = 0; i < TRIES; i++) {
      StoredWorkflow before = find(caller, id);
      requireMatch(before, ifMatch);
      WorkflowRequest after =
          WorkflowRequest.read(
              RequestBody.of(MergePatch.apply(members(before), patch)),
              backend.catalog().signatures());
      if (after.isActive() != before.isActive()) {
        Permission.ACTIVATE_WORKFLOWS.require(caller);
      }
      if (after.content().equals(before.content()) && after.isActive() == before.isActive()) {
        return before;
      }
      AuditEntry entry =
          AuditEntry.of(
              actor, Action.WORKFLOW_UPDATE, id, Map.of("revision", before.revision() + 1));
      if (save(caller, before, after.content(), after.isActive(), entry)) {
        return find(caller, id);
      }
    }
    throw new ProblemException(ProblemType.CONFLICT, "Others change the workflow all the time.");
  }

  /** Makes an old version's definition the newest one. */
  StoredWorkflow restore(Caller caller, Actor actor, WorkflowId id, int number) {
    AuditEntry entry = AuditEntry.of(actor, Action.WORKFLOW_RESTORE, id, Map.of("version", number));
    for (int i = 0; i < TRIES; i++) {
      StoredWorkflow before = find(caller, id);
      Version version = version(caller, id, number);
      Map<String, @Nullable Object> definition =
          Objects.requireNonNull(Json.asObject(Meaning.read(version.definition())));
      Content now = before.content();
      Content content =
          new Content(
              now.name(),
              now.description(),
              Json.write(definition.get("nodes")),
              Json.write(definition.get("edges")),
              Json.write(definition.get("variables")),
              now.label(),
              now.tags());
      if (save(caller, before, content, before.isActive(), entry)) {
        return find(caller, id);
      }
    }
    throw new ProblemException(ProblemType.CONFLICT, "Others change the workflow all the time.");
  }

  Version version(Caller caller, WorkflowId id, int number) {
    return backend.edits().versions(caller.organization(), id, number).stream()
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("version"));
  }

  StoredWorkflow toggle(Caller caller, Actor actor, WorkflowId id) {
    if (!backend.edits().toggle(caller.organization(), id, actor)) {
      throw ProblemException.notFound("workflow");
    }
    return find(caller, id);
  }

  /** Deletes a workflow and cancels its runs, wherever they are; what has happened stays. */
  void delete(Caller caller, Actor actor, WorkflowId id) {
    CancelRun cancel = new CancelRun("the workflow was deleted");
    if (!backend.edits().delete(caller.organization(), id, cancel, actor)) {
      throw ProblemException.notFound("workflow");
    }
    backend.wake();
    new CancelLateRuns(backend, caller.organization(), id, cancel).begin();
  }

  /** Holds new runs. */
  StoredWorkflow pause(Caller caller, Actor actor, WorkflowId id) {
    if (!backend.edits().pause(caller.organization(), id, actor)) {
      throw ProblemException.notFound("workflow");
    }
    return find(caller, id);
  }

  /** Lets runs go on that were held. */
  StoredWorkflow resume(Caller caller, Actor actor, WorkflowId id) {
    if (!backend.edits().resume(caller.organization(), id, actor)) {
      throw ProblemException.notFound("workflow");
    }
    backend.wake();
    return find(caller, id);
  }

  StoredWorkflow find(Caller caller, WorkflowId id) {
    return backend
        .workflows()
        .find(caller.organization(), id)
        .orElseThrow(() -> ProblemException.notFound("workflow"));
  }

  private boolean save(
      Caller caller, StoredWorkflow before, Content content, boolean active, AuditEntry entry) {
    boolean newVersion = !Meaning.isSame(before.content(), content);
    return backend.edits().save(caller.organization(), before, content, active, newVersion, entry);
  }

  private static void requireMatch(StoredWorkflow workflow, Optional<String> ifMatch) {
    if (ifMatch.isEmpty() || ifMatch.get().strip().equals("*")) {
      return;
    }
    for (String tag : ifMatch.get().split(",", -1)) {
      if (tag.strip().equals(WorkflowJson.etag(workflow))) {
        return;
      }
    }
    throw changed();
  }

  private static ProblemException changed() {
    return new ProblemException(
        ProblemType.PRECONDITION_FAILED, "The workflow was changed since it was read.");
  }

  /** The members that a create takes, as they are now. */
  private static Map<String, @Nullable Object> members(StoredWorkflow workflow) {
    Content content = workflow.content();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", content.name());
    content.description().ifPresent(text -> members.put("description", text));
    members.put("nodes", Meaning.read(content.nodes()));
    members.put("edges", Meaning.read(content.edges()));
    members.put("variables", Meaning.read(content.variables()));
    members.put("isActive", workflow.isActive());
    members.put("version", content.label());
    members.put("tags", content.tags());
    return members;
  }
}
