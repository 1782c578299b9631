package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.KeyUse;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.postgres.catalog.Workflows;
import dev.treadle.runtime.drive.Runs.StartRequest;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.server.api.executions.ExecuteRequest.Target;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Starts runs for callers, and waits for them as long as a caller likes. */
public final class StartExecution {
  /** How long a start may wait to become durable before the caller is told to try again. */
  private static final Duration ACCEPTANCE = Duration.ofSeconds(10);

  /** How often the end of a run that another replica may drive is looked for. */
  private static final Duration POLL = Duration.ofMillis(50);

  private final Backend backend;

  public StartExecution(Backend backend) {
    this.backend = backend;
  }

  /**
   * What the caller gets.
   *
   * @param run as it stands; it has ended, or the caller did not wait for the end
   * @param replayed whether an idempotency key had started it before
   */
  public record Answer(
      ExecutionId id, WorkflowId workflow, int version, RunSummary run, boolean replayed) {}

  /** Starts a run, or finds the one that the same key started before. */
  public Answer start(Caller caller, WorkflowId workflow, ExecuteRequest request) {
    Optional<Workflows.Latest> latest = backend.workflows().latest(caller.organization(), workflow);
    if (latest.isEmpty()) {
      throw ProblemException.notFound("workflow");
    }
    ExecutionId id = new ExecutionId(backend.newId());
    if (request.key().isPresent()) {
      KeyUse use =
          backend
              .executions()
              .useKey(
                  caller.organization(), request.key().get(), request.fingerprint(workflow), id);
      if (!use.fingerprint().equals(request.fingerprint(workflow))) {
        throw new ProblemException(
            ProblemType.IDEMPOTENCY_MISMATCH,
            "The key was used for another request in the last 24 hours.");
      }
      if (!use.execution().equals(id)) {
        Optional<Answer> before = replay(caller.organization(), use.execution(), request);
        if (before.isPresent()) {
          return before.get();
        }
        id = use.execution();
      }
    }
    return begin(caller, id, version(caller, workflow, latest.get(), request.target()), request);
  }

  private CompiledVersion version(
      Caller caller, WorkflowId workflow, Workflows.Latest latest, Target target) {
    if (!latest.isActive()) {
      throw new ProblemException(
          ProblemType.WORKFLOW_INACTIVE, "The workflow is not active; activate it first.");
    }
    int version = target.version().orElse(latest.version());
    if (target.version().isPresent()
        && !backend.workflows().hasVersion(caller.organization(), workflow, version)) {
      throw ProblemException.invalid(
          "/version", "UNKNOWN_VERSION", "The workflow has no version " + version + ".");
    }
    return backend.versions().get(caller.organization(), workflow, version);
  }

  private Answer begin(
      Caller caller, ExecutionId id, CompiledVersion version, ExecuteRequest request) {
    StartRequest start =
        new StartRequest(
            id,
            caller.organization(),
            version,
            request.target().trigger(),
            request.input(),
            request.patience().isPresent());
    return switch (backend.runs().start(start)) {
      case Started.Refused refused -> throw refusal(refused.rejection());
      case Started.Going going -> {
        RunSummary run = await(going, id, request.patience());
        yield new Answer(id, version.id(), version.version(), run, false);
      }
    };
  }

  private static ProblemException refusal(Decision.Rejected rejection) {
    return switch (rejection.code()) {
      case UNKNOWN_TRIGGER ->
          ProblemException.invalid("/trigger", "UNKNOWN_TRIGGER", rejection.message());
      case ALREADY_STARTED, NOT_STARTED, RUN_ENDED, STALE_ATTEMPT, NOT_DUE ->
          throw new IllegalStateException("a new run refused to start: " + rejection);
    };
  }

  private RunSummary await(Started.Going going, ExecutionId id, Optional<Duration> wait) {
    try {
      return wait.isPresent() ? ended(going, wait.get()) : durable(going);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable();
    } finally {
      backend.runs().forget(id);
    }
  }

  /** The run at its end, or as it was accepted when it takes longer than the caller waits. */
  private static RunSummary ended(Started.Going going, Duration wait) throws InterruptedException {
    try {
      return going.ended().get(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return durable(going);
    }
  }

  private static RunSummary durable(Started.Going going) throws InterruptedException {
    try {
      return going.accepted().get(ACCEPTANCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw unavailable();
    }
  }

  private static ProblemException unavailable() {
    return new ProblemException(
        ProblemType.UNAVAILABLE, "The run could not be made durable; try again soon.");
  }

  /**
   * The run that a key started before: at its end, if that comes while the caller waits. Empty when
   * it never came to be, because its process was lost between taking the key and starting.
   */
  private Optional<Answer> replay(
      OrganizationId organization, ExecutionId id, ExecuteRequest request) {
    long now = System.nanoTime();
    long patience = now + ACCEPTANCE.dividedBy(2).toNanos();
    long end = now + request.patience().orElse(Duration.ZERO).toNanos();
    while (true) {
      Optional<StoredExecution> found = backend.executions().find(organization, id);
      long left = System.nanoTime();
      if (found.isPresent() && (found.get().status().hasEnded() || left >= end)) {
        StoredExecution stored = found.get();
        Run run = ReadExecution.replay(backend, organization, stored);
        return Optional.of(
            new Answer(id, stored.workflow(), stored.version(), run.summary(), true));
      }
      if (found.isEmpty() && left >= patience) {
        return Optional.empty();
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
