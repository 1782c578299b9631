package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Origin;
import dev.treadle.engine.run.Reuse;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.postgres.catalog.Workflows.Latest;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.StartRequest;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.server.api.executions.StartExecution.Answer;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.Outcome;
import dev.treadle.values.WorkflowId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Starts runs that are made from ended ones. */
final class RestartExecution {
  private final Backend backend;
  private final StartExecution starts;

  RestartExecution(Backend backend) {
    this.backend = backend;
    this.starts = new StartExecution(backend);
  }

  /** A run that has ended, and its state. */
  private record Before(StoredExecution stored, Run run) {
    Command.StartAgain again(Origin.Kind kind, Map<NodeId, Outcome.Completed> reused) {
      Origin origin = new Origin(kind, stored.id());
      return new Command.StartAgain(origin, run.trigger(), run.input(), reused);
    }
  }

  /** The version to run, and how its run is let in. */
  private record Chosen(CompiledVersion compiled, Entry entry, Tier tier) {}

  /** Runs the same version again from the start, with the same input. */
  Answer replay(Caller caller, ExecutionId id) {
    Before before = before(caller, id);
    Chosen version = version(caller, before.stored(), new RetryRequest(Optional.empty(), false));
    return start(caller, version, before.again(Origin.Kind.REPLAY, Map.of()));
  }

  /** Runs again what did not complete, and what follows from it. */
  Answer retry(Caller caller, ExecutionId id, RetryRequest request) {
    Before before = before(caller, id);
    StoredExecution stored = before.stored();
    if (stored.status() == RunStatus.COMPLETED) {
      throw new ProblemException(
          ProblemType.CONFLICT, "The execution has completed; it can be replayed.");
    }
    Chosen version = version(caller, stored, request);
    Map<NodeId, Outcome.Completed> reused =
        new Reuse(id, before.run())
            .of(
                Frame.events(stored.frames()),
                unchanged(caller, stored, version.compiled().version()));
    return start(caller, version, before.again(Origin.Kind.RETRY, reused));
  }

  private Before before(Caller caller, ExecutionId id) {
    StoredExecution stored =
        backend
            .executions()
            .find(caller.organization(), id)
            .orElseThrow(() -> ProblemException.notFound("execution"));
    if (!stored.status().hasEnded()) {
      throw new ProblemException(
          ProblemType.CONFLICT, "The execution has not ended: " + stored.status() + ".");
    }
    return new Before(stored, ReadExecution.replay(backend, caller.organization(), stored));
  }

  private Chosen version(Caller caller, StoredExecution stored, RetryRequest request) {
    Latest latest =
        backend
            .workflows()
            .latest(caller.organization(), stored.workflow())
            .orElseThrow(
                () -> new ProblemException(ProblemType.CONFLICT, "The workflow was deleted."));
    int version = request.latest() ? latest.version() : request.version().orElse(stored.version());
    CompiledVersion compiled =
        starts.version(caller.organization(), stored.workflow(), latest, Optional.of(version));
    return new Chosen(compiled, StartExecution.entry(latest), latest.tier());
  }

  private Predicate<NodeId> unchanged(Caller caller, StoredExecution stored, int version) {
    if (version == stored.version()) {
      return node -> true;
    }
    OrganizationId organization = caller.organization();
    WorkflowId workflow = stored.workflow();
    return new UnchangedNodes(
        backend.workflows().load(organization, workflow, stored.version()).definition(),
        backend.workflows().load(organization, workflow, version).definition());
  }

  private Answer start(Caller caller, Chosen version, Command.StartAgain start) {
    ExecutionId id = new ExecutionId(backend.newId());
    return starts.launch(
        new StartRequest(id, caller.organization(), version.compiled(), start, version.entry()),
        version.tier(),
        Optional.empty());
  }
}
