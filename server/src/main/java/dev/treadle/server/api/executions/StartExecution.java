package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.KeyUse;
import dev.treadle.postgres.catalog.Executions.StoredExecution;
import dev.treadle.postgres.catalog.Workflows.Latest;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.Runs.StartRequest;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.server.access.TierLimit;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.WorkflowId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Starts runs for callers, and waits for them as long as a caller likes. */
public final class StartExecution {
  /** How long the run of a key may take to appear. */
  private static final Duration APPEARANCE = Duration.ofSeconds(5);

  /** How often the end of a run that another replica may drive is looked for. */
  private static final Duration POLL = Duration.ofMillis(50);

  private final Backend backend;
  private final AwaitRun waiting;

  public StartExecution(Backend backend) {
    this.backend = backend;
    this.waiting = new AwaitRun(backend);
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
    Optional<Latest> latest = backend.workflows().latest(caller.organization(), workflow);
    if (latest.isEmpty()) {
      throw ProblemException.notFound("workflow");
    }
    Wanted wanted = new Wanted(caller, workflow, latest.get(), request);
    ExecutionId id = new ExecutionId(backend.newId());
    return request.key().isPresent()
        ? startOnce(wanted, request.key().get(), id)
        : begin(wanted, id);
  }

  /** What is asked for, with what is known of the workflow. */
  private record Wanted(Caller caller, WorkflowId workflow, Latest latest, ExecuteRequest request) {
    OrganizationId organization() {
      return caller.organization();
    }
  }

  private Answer startOnce(Wanted wanted, String key, ExecutionId id) {
    String fingerprint = wanted.request.fingerprint(wanted.workflow);
    KeyUse use = backend.executions().useKey(wanted.organization(), key, fingerprint, id);
    if (!use.fingerprint().equals(fingerprint)) {
      throw new ProblemException(
          ProblemType.IDEMPOTENCY_MISMATCH,
          "The key was used for another request in the last 24 hours.");
    }
    if (use.execution().equals(id)) {
      return beginOrGiveBack(wanted, key, id);
    }
    Optional<Answer> before = replay(wanted, use.execution());
    return before.isPresent() ? before.get() : heal(wanted, key, use.execution());
  }

  /** A refused request leaves nothing behind: the same key may be used for a better one. */
  private Answer beginOrGiveBack(Wanted wanted, String key, ExecutionId id) {
    try {
      return begin(wanted, id);
    } catch (ProblemException refusal) {
      if (refusal.type() != ProblemType.UNAVAILABLE) {
        backend.executions().giveBackKey(wanted.organization(), key, id);
      }
      throw refusal;
    }
  }

  /**
   * Starts the run of a key whose first caller was lost before it did. Of several callers who try,
   * the run's id lets one through, and the others find its run.
   */
  private Answer heal(Wanted wanted, String key, ExecutionId id) {
    try {
      return beginOrGiveBack(wanted, key, id);
    } catch (ProblemException refusal) {
      if (refusal.type() != ProblemType.UNAVAILABLE) {
        throw refusal;
      }
      return replay(wanted, id).orElseThrow(() -> refusal);
    }
  }

  /**
   * The version to run.
   *
   * @param asked the number of the version; the newest where there is none
   */
  CompiledVersion version(
      OrganizationId organization, WorkflowId workflow, Latest latest, Optional<Integer> asked) {
    if (!latest.isActive()) {
      throw new ProblemException(
          ProblemType.WORKFLOW_INACTIVE, "The workflow is not active; activate it first.");
    }
    int version = asked.orElse(latest.version());
    if (asked.isPresent() && !backend.workflows().hasVersion(organization, workflow, version)) {
      throw ProblemException.invalid(
          "/version", "UNKNOWN_VERSION", "The workflow has no version " + version + ".");
    }
    return backend.versions().get(organization, workflow, version);
  }

  private Answer begin(Wanted wanted, ExecutionId id) {
    ExecuteRequest request = wanted.request;
    CompiledVersion version =
        version(wanted.organization(), wanted.workflow, wanted.latest, request.target().version());
    StartRequest start =
        new StartRequest(
            id,
            wanted.organization(),
            version,
            new Command.StartRun(request.target().trigger(), request.input()),
            request.patience().isPresent(),
            hold(wanted.latest));
    return launch(start, wanted.latest.tier(), request.patience());
  }

  /** Why a new run of a workflow is not to begin yet. */
  static Optional<String> hold(Latest latest) {
    return latest.isPaused() ? Optional.of("the workflow is paused") : Optional.empty();
  }

  /** Whoever resumed the workflow while the run came to be has not seen the run. */
  private void releaseIfMissed(StartRequest start) {
    Optional<Latest> latest =
        backend.workflows().latest(start.organization(), start.version().id());
    if (latest.filter(Latest::isPaused).isEmpty()) {
      backend.commands().leave(start.organization(), start.execution(), new Command.ReleaseRun());
    }
  }

  /** Starts a run, and waits for its end as long as the caller likes. */
  Answer launch(StartRequest start, Tier tier, Optional<Duration> patience) {
    if (tier.executions().isPresent()) {
      claimSlot(start);
    }
    return switch (backend.runs().start(start)) {
      case Started.Refused refused -> throw refusal(refused.rejection());
      case Started.Going going -> {
        long until = System.nanoTime() + patience.orElse(Duration.ZERO).toNanos();
        RunSummary run = await(going, start, patience);
        if (patience.isPresent() && !run.status().hasEnded()) {
          run = look(start.organization(), start.execution(), until).map(Answer::run).orElse(run);
        }
        CompiledVersion version = start.version();
        yield new Answer(start.execution(), version.id(), version.version(), run, false);
      }
    };
  }

  /**
   * Takes one of the month's slots. A start that would be refused is found out before, and takes
   * none.
   */
  private void claimSlot(StartRequest start) {
    Decision decision =
        Run.of(start.version().workflow()).decide(start.start(), backend.clock().instant());
    if (decision instanceof Decision.Rejected rejected) {
      throw refusal(rejected);
    }
    backend
        .slots()
        .claimExecution(start.organization(), start.execution())
        .ifPresent(
            limit -> {
              throw TierLimit.problem("executions a month", limit);
            });
  }

  private static ProblemException refusal(Decision.Rejected rejection) {
    return switch (rejection.code()) {
      case UNKNOWN_TRIGGER ->
          ProblemException.invalid("/trigger", "UNKNOWN_TRIGGER", rejection.message());
      case ALREADY_STARTED,
          NOT_STARTED,
          RUN_ENDED,
          STALE_ATTEMPT,
          NOT_DUE,
          NOT_HELD,
          UNKNOWN_NODE,
          NOT_AWAITED,
          TOO_MANY_SIGNALS ->
          throw new IllegalStateException("a new run refused to start: " + rejection);
    };
  }

  private RunSummary await(Started.Going going, StartRequest start, Optional<Duration> wait) {
    try {
      if (start.hold().isPresent()) {
        RunSummary run = waiting.durable(going);
        releaseIfMissed(start);
        return run;
      }
      return wait.isPresent() ? waiting.ended(going, wait.get()) : waiting.durable(going);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AwaitRun.unavailable();
    } finally {
      if (!going.accepted().isCompletedExceptionally()) {
        backend.runs().forget(start.execution());
      }
    }
  }

  /**
   * The run that a key started before: at its end, if that comes while the caller waits. Empty when
   * it never came to be, because its process was lost between taking the key and starting.
   */
  private Optional<Answer> replay(Wanted wanted, ExecutionId id) {
    long now = System.nanoTime();
    long patience = now + APPEARANCE.toNanos();
    long until = now + wanted.request.patience().orElse(Duration.ZERO).toNanos();
    while (true) {
      Optional<Answer> found = look(wanted.organization(), id, until);
      if (found.isPresent() || System.nanoTime() - patience >= 0) {
        return found;
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean isOver(long until) {
    return System.nanoTime() - until >= 0 || backend.departure().isLastCall();
  }

  /**
   * A run as the database has it, looked at until it has ended or the moment has come; its end may
   * come by another replica.
   */
  private Optional<Answer> look(OrganizationId organization, ExecutionId id, long until) {
    while (true) {
      Optional<StoredExecution> found = backend.executions().find(organization, id);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      StoredExecution stored = found.get();
      if (stored.status().hasEnded() || isOver(until)) {
        Run run = ReadExecution.replay(backend, organization, stored);
        return Optional.of(
            new Answer(id, stored.workflow(), stored.version(), run.summary(), true));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
