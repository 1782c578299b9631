package dev.treadle.server.api.executions;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.KeyUse;
import dev.treadle.postgres.catalog.Workflows.Latest;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.StartRequest;
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

  private final Backend backend;
  private final AwaitExecution waits;

  public StartExecution(Backend backend) {
    this.backend = backend;
    this.waits = new AwaitExecution(backend, new AwaitRun(backend));
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
            new Entry(
                request.patience().isPresent(),
                hold(wanted.latest),
                Slot.NOT_NEEDED,
                request.turn()));
    return launch(start, wanted.latest.tier(), request.patience());
  }

  /** Why a new run of a workflow is not to begin yet. */
  private static Optional<String> hold(Latest latest) {
    return latest.isPaused() ? Optional.of("the workflow is paused") : Optional.empty();
  }

  /** How a new run is let in that nobody waits for. */
  static Entry entry(Latest latest) {
    Entry usual = Entry.usual(false);
    return new Entry(usual.ahead(), hold(latest), usual.slot(), usual.turn());
  }

  /** Starts a run, and waits for its end as long as the caller likes. */
  Answer launch(StartRequest asked, Tier tier, Optional<Duration> patience) {
    if (tier.executions().isPresent() || backend.concurrency(tier).isPresent()) {
      rehearse(asked);
    }
    if (tier.executions().isPresent()) {
      claimSlot(asked);
    }
    StartRequest start =
        asked.with(
            backend.claimSlot(
                asked.organization(), asked.execution(), tier, asked.entry().hold().isPresent()));
    return switch (backend.runs().start(start)) {
      case Started.Refused refused -> throw refusal(refused.rejection());
      case Started.Going going -> {
        RunSummary run = waits.await(going, start, patience);
        CompiledVersion version = start.version();
        yield new Answer(start.execution(), version.id(), version.version(), run, false);
      }
    };
  }

  /** A start that would be refused is found out before it takes anything. */
  private void rehearse(StartRequest start) {
    Decision decision =
        Run.of(start.version().workflow()).decide(start.start(), backend.clock().instant());
    if (decision instanceof Decision.Rejected rejected) {
      throw refusal(rejected);
    }
  }

  /** Takes one of the month's slots. */
  private void claimSlot(StartRequest start) {
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

  /**
   * The run that a key started before: at its end, if that comes while the caller waits. Empty when
   * it never came to be, because its process was lost between taking the key and starting.
   */
  private Optional<Answer> replay(Wanted wanted, ExecutionId id) {
    long now = System.nanoTime();
    long patience = now + APPEARANCE.toNanos();
    long until = now + wanted.request.patience().orElse(Duration.ZERO).toNanos();
    while (true) {
      Optional<Answer> found = waits.look(wanted.organization(), id, until);
      if (found.isPresent() || System.nanoTime() - patience >= 0) {
        return found;
      }
      LockSupport.parkNanos(AwaitExecution.POLL.toNanos());
    }
  }
}
