package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.runtime.drive.DriveRun.Shell;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.runtime.perform.RunFacts;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.OrganizationId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs that this process drives: starts them, takes them up, and hands commands to them. */
public final class Runs {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

  /** A run that was taken up so often without any progress is given up. */
  private static final int MAX_RESUMPTIONS = 10;

  private final Journal journal;
  private final Tail tail;
  private final WorkflowVersions versions;
  private final Shell shell;
  private final ConcurrentHashMap<ExecutionId, Driven> driven = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<ExecutionId, CompletableFuture<RunSummary>> endings =
      new ConcurrentHashMap<>();
  private final ScheduledExecutorService deadlines =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("deadlines").factory());
  private volatile boolean stopping;

  public Runs(
      Journal journal,
      Tail tail,
      WorkflowVersions versions,
      PerformNode perform,
      InstantSource clock) {
    this.journal = journal;
    this.tail = tail;
    this.versions = versions;
    this.shell =
        new Shell(perform, clock, () -> ThreadLocalRandom.current().nextDouble(), () -> stopping);
  }

  private record Driven(Mailbox mailbox, Thread thread) {}

  /**
   * Asks for a new run.
   *
   * @param ahead whether nodes without effect may run before the run is durable, which is quicker
   *     for a caller who waits for the end
   */
  public record StartRequest(
      ExecutionId execution,
      OrganizationId organization,
      CompiledVersion version,
      Optional<NodeId> trigger,
      Map<String, @Nullable Object> input,
      boolean ahead) {}

  /** What became of a request. */
  public sealed interface Started {
    /**
     * The run exists once {@code accepted} completes.
     *
     * @param accepted completes when the run is durable
     * @param ended completes when the run has ended, after whatever waits, provided that this
     *     process drives its end
     */
    record Going(CompletableFuture<RunSummary> accepted, CompletableFuture<RunSummary> ended)
        implements Started {}

    /** There is no run. */
    record Refused(Decision.Rejected rejection) implements Started {}
  }

  /** Starts a run, which this process owns from the first event on. */
  public Started start(StartRequest request) {
    CompiledVersion version = request.version();
    RunFacts facts =
        new RunFacts(
            request.execution(),
            request.organization(),
            version.id(),
            version.name(),
            version.version());
    Run run = Run.of(version.workflow());
    Mailbox mailbox = new Mailbox();
    DriveRun driver = driver(run, facts, mailbox);
    Decision decision = driver.begin(new Command.StartRun(request.trigger(), request.input()));
    if (decision instanceof Decision.Rejected rejected) {
      return new Started.Refused(rejected);
    }
    CompletableFuture<RunSummary> accepted = new CompletableFuture<>();
    CompletableFuture<RunSummary> ended = new CompletableFuture<>();
    endings.put(request.execution(), ended);
    Driving driving =
        () -> {
          if (!request.ahead()) {
            driver.save();
          }
          driver.drive();
          return run;
        };
    driver.whenDurable(() -> accepted.complete(run.summary()));
    launch(
        facts,
        mailbox,
        driving,
        accepted::isDone,
        failure -> {
          accepted.completeExceptionally(failure);
          ended.completeExceptionally(failure);
        });
    return new Started.Going(accepted, ended);
  }

  /** Nobody waits for the end of a run any more. */
  public void forget(ExecutionId execution) {
    endings.remove(execution);
  }

  /**
   * Takes up a run that is this process's now.
   *
   * @param command what it was taken up for, if not to go on by itself
   */
  public void takeUp(ClaimedRun claimed, Optional<Command> command) {
    CompiledVersion version =
        versions.get(claimed.organization(), claimed.workflow(), claimed.version());
    RunFacts facts =
        new RunFacts(
            claimed.execution(),
            claimed.organization(),
            claimed.workflow(),
            version.name(),
            claimed.version());
    Mailbox mailbox = new Mailbox();
    command.ifPresent(mailbox::offer);
    Driving driving =
        () -> {
          Run run = read(facts);
          DriveRun driver = driver(run, facts, mailbox);
          driver.takeUp();
          if (claimed.interrupted()) {
            driver.begin(new Command.ResumeRun(MAX_RESUMPTIONS));
          }
          driver.drive();
          return run;
        };
    launch(facts, mailbox, driving, () -> true, failure -> {});
  }

  /** Hands a command to a run that this process drives; false when it drives no such run. */
  public boolean send(ExecutionId execution, Command command) {
    Driven driver = driven.get(execution);
    return driver != null && driver.mailbox.offer(command);
  }

  /** Whether this process drives the run now. */
  public boolean drives(ExecutionId execution) {
    return driven.containsKey(execution);
  }

  /** How many runs are driven now. */
  public int size() {
    return driven.size();
  }

  /**
   * Lets attempts in flight end, starts none, and then leaves every run where its journal stands.
   *
   * @param patience how long attempts in flight may take
   */
  public void stop(Duration patience) throws InterruptedException {
    stopping = true;
    driven.values().forEach(driver -> driver.mailbox.nudge());
    long until = System.nanoTime() + patience.toNanos();
    for (Driven driver : driven.values()) {
      Duration left = Duration.ofNanos(Math.max(1, until - System.nanoTime()));
      if (!driver.thread.join(left)) {
        driver.thread.interrupt();
      }
    }
    deadlines.shutdownNow();
  }

  private DriveRun driver(Run run, RunFacts facts, Mailbox mailbox) {
    Draft draft = new Draft(journal, tail, facts, run.lastSeq());
    return new DriveRun(run, facts, draft, mailbox, new Effects(deadlines), shell);
  }

  private Run read(RunFacts facts) {
    List<Frame> frames = journal.load(facts.execution());
    return Run.replay(
        versions.get(facts.organization(), facts.workflow(), facts.version()).workflow(),
        Frame.events(frames));
  }

  /** Drives a run until it ends or rests. */
  @FunctionalInterface
  private interface Driving {
    Run go() throws InterruptedException;
  }

  /**
   * Drives a run on a thread of its own.
   *
   * @param durable whether the run exists, so that it must be ended when driving it fails
   */
  private void launch(
      RunFacts facts,
      Mailbox mailbox,
      Driving driving,
      BooleanSupplier durable,
      Consumer<Throwable> onFailure) {
    Thread thread =
        Thread.ofVirtual()
            .name("run")
            .unstarted(
                () -> {
                  try {
                    settle(facts, driving.go());
                  } catch (InterruptedException | Journal.FencedException given) {
                    onFailure.accept(given);
                  } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
                    if (durable.getAsBoolean()) {
                      quarantine(facts, bug);
                    }
                    onFailure.accept(bug);
                  } finally {
                    mailbox.close();
                    driven.remove(facts.execution());
                  }
                });
    if (driven.putIfAbsent(facts.execution(), new Driven(mailbox, thread)) == null) {
      thread.start();
    } else {
      onFailure.accept(new IllegalStateException("the run is driven already"));
    }
  }

  private void settle(RunFacts facts, Run run) {
    if (run.status().hasEnded()) {
      CompletableFuture<RunSummary> waiter = endings.remove(facts.execution());
      if (waiter != null) {
        waiter.complete(run.summary());
      }
    }
  }

  /**
   * Ends a run that breaks what must not break, from what its journal holds; its neighbours go on.
   */
  private void quarantine(RunFacts facts, Throwable bug) {
    LOG.error(
        "run is quarantined organization={} workflow={} execution={}",
        facts.organization(),
        facts.workflow(),
        facts.execution(),
        bug);
    try {
      Run run = read(facts);
      if (run.status() == RunStatus.PENDING || run.status().hasEnded()) {
        return;
      }
      Draft draft = new Draft(journal, tail, facts, run.lastSeq());
      String message = "the run could not go on: " + bug.getClass().getSimpleName();
      Command poison = new Command.PoisonRun(message);
      if (run.decide(poison, shell.clock().instant()) instanceof Decision.Accepted accepted) {
        draft.add(accepted.events());
        draft.writeWithRow(run, Optional.empty());
        settle(facts, run);
      }
    } catch (RuntimeException e) {
      LOG.error("run cannot be ended execution={}", facts.execution(), e);
    }
  }
}
