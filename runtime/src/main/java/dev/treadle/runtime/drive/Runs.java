package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.runtime.drive.Draft.Standing;
import dev.treadle.runtime.drive.DriveRun.Shell;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.runtime.journal.Tail;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.runtime.perform.RunFacts;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The runs that this process drives: starts them, takes them up, and hands commands to them. */
public final class Runs {
  private final Ports ports;
  private final ReadRuns readRuns;
  private final Shell shell;
  private final Quarantine quarantine;
  private final int maxResumptions;
  private final ConcurrentHashMap<ExecutionId, Driven> driven = new ConcurrentHashMap<>();
  private final Map<ExecutionId, CompletableFuture<RunSummary>> endings = new ConcurrentHashMap<>();
  private final BlockingQueue<ClaimedRun> left = new LinkedBlockingQueue<>();
  private final Host host;
  private final Crowd crowd;
  private volatile Consumer<Slot> slotsMoved = slot -> {};
  private volatile boolean stopping;

  /** Where runs are remembered, told of, written to by commands, and find what they call. */
  public record Ports(Journal journal, Tail tail, Inbox inbox, Callees callees) {}

  public Runs(Ports ports, WorkflowVersions versions, PerformNode perform, Terms terms) {
    this.ports = ports;
    this.host = terms.host();
    this.maxResumptions = terms.maxResumptions();
    this.crowd = new Crowd(terms.most());
    this.readRuns = new ReadRuns(ports.journal, versions, host, () -> stopping);
    Children children = new Children(ports.callees, this::start, this::forget, host);
    this.shell = new Shell(perform, terms.clock(), host, () -> stopping, ports.inbox, children);
    this.quarantine = new Quarantine(ports, readRuns, terms.clock());
  }

  private record Driven(Mailbox mailbox, Thread thread) {
    void wake() {
      mailbox.nudge();
      LockSupport.unpark(thread);
    }
  }

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
    ClaimedRun owned =
        new ClaimedRun(
            request.execution(),
            request.organization(),
            version.id(),
            version.version(),
            false,
            request.entry().slot());
    RunFacts facts =
        new RunFacts(
            owned.execution(),
            owned.organization(),
            version.id(),
            version.name(),
            version.version());
    Run run = Run.of(version.workflow());
    Mailbox mailbox = new Mailbox(host);
    Entry entry = request.entry();
    DriveRun driver = driver(run, facts, mailbox, new Standing(entry.slot(), entry.turn()));
    Decision decision = driver.begin(request.start());
    if (decision instanceof Decision.Rejected rejected) {
      return new Started.Refused(rejected);
    }
    entry.hold().ifPresent(driver::hold);
    CompletableFuture<RunSummary> accepted = new CompletableFuture<>();
    CompletableFuture<RunSummary> ended = new CompletableFuture<>();
    driver.whenDurable(() -> accepted.complete(run.summary()));
    Driving driving =
        () -> {
          if (!entry.ahead() && entry.hold().isEmpty() && entry.slot() != Slot.LACKING) {
            driver.save();
          }
          driver.drive();
          return run;
        };
    Thread thread = thread(owned, mailbox, driving, accepted);
    if (driven.putIfAbsent(owned.execution(), new Driven(mailbox, thread)) == null) {
      endings.put(owned.execution(), ended);
      thread.start();
    } else {
      IllegalStateException twice = new IllegalStateException("the run is driven already");
      accepted.completeExceptionally(twice);
      ended.completeExceptionally(twice);
    }
    return new Started.Going(accepted, ended);
  }

  /** Nobody waits for the end of a run any more. */
  public void forget(ExecutionId execution) {
    endings.remove(execution);
  }

  /**
   * Takes up a run that is this process's now. Returns at once, and never fails: whatever goes
   * wrong concerns that run alone. Its letters are the first that it reads.
   */
  public void takeUp(ClaimedRun claimed) {
    Mailbox mailbox = new Mailbox(host);
    mailbox.knock();
    CompletableFuture<Optional<Driven>> before = new CompletableFuture<>();
    Driving driving =
        () -> {
          awaitEnd(before.join());
          ReadRuns.Found found = readRuns.untilRead(claimed);
          DriveRun driver =
              driver(found.run(), found.facts(), mailbox, Standing.of(claimed.slot()));
          driver.takeUp(claimed.interrupted());
          if (claimed.interrupted()) {
            driver.resume(maxResumptions);
          }
          driver.drive();
          return found.run();
        };
    Thread thread = thread(claimed, mailbox, driving, CompletableFuture.completedFuture(true));
    before.complete(
        Optional.ofNullable(driven.put(claimed.execution(), new Driven(mailbox, thread))));
    thread.start();
  }

  /**
   * A run that rests can be claimed as soon as its row says so, which is a little before its driver
   * has gone.
   */
  private static void awaitEnd(Optional<Driven> before) throws InterruptedException {
    if (before.isPresent()) {
      before.get().thread.join();
    }
  }

  /** There are letters for a run; false when this process does not drive it. */
  public boolean knock(ExecutionId execution) {
    Driven driver = driven.get(execution);
    return driver != null && driver.mailbox.knock();
  }

  /** Whether this process drives the run now. */
  public boolean drives(ExecutionId execution) {
    return driven.containsKey(execution);
  }

  /** How many runs are driven now. */
  public int size() {
    return driven.size();
  }

  /** How many more may be taken up; none or fewer when this process has enough. */
  int room() {
    return crowd.room(driven.size());
  }

  /**
   * Whether a new run is to be queued, because this process has enough to drive. One organization
   * that drives little is still let in, so that another one's many runs do not keep it out.
   */
  public boolean isCrowded(OrganizationId organization) {
    return crowd.isTooLarge(driven.size(), organization);
  }

  /** Has somebody told when a run leaves that had a slot, or lacked one and is perhaps queued. */
  void whenSlotsMove(Consumer<Slot> told) {
    slotsMoved = told;
  }

  /**
   * Lets attempts in flight end, starts none, and then leaves every run where its journal stands.
   *
   * @param patience how long attempts in flight may take
   */
  public void stop(Duration patience) throws InterruptedException {
    stopping = true;
    driven.values().forEach(Driven::wake);
    long until = host.nanoTime() + patience.toNanos();
    for (Driven driver : driven.values()) {
      Duration left = Duration.ofNanos(Math.max(1, until - host.nanoTime()));
      if (!host.join(driver.thread, left)) {
        driver.thread.interrupt();
      }
    }
  }

  private DriveRun driver(Run run, RunFacts facts, Mailbox mailbox, Standing standing) {
    Draft draft = new Draft(ports.journal, ports.tail, facts, run.lastSeq(), standing);
    return new DriveRun(run, facts, draft, mailbox, new Effects(host), shell);
  }

  /** Drives a run until it ends or rests. */
  @FunctionalInterface
  private interface Driving {
    Run go() throws InterruptedException;
  }

  /**
   * The thread that drives a run.
   *
   * @param accepted done when the run exists, so that it must be ended when driving it fails
   */
  private Thread thread(
      ClaimedRun owned, Mailbox mailbox, Driving driving, CompletableFuture<?> accepted) {
    return host.virtual(
        "run",
        () -> {
          crowd.enter(owned.organization());
          try {
            settle(owned, driving.go());
          } catch (InterruptedException | Journal.FencedException given) {
            giveUp(owned.execution(), accepted, given);
          } catch (RuntimeException | Error bug) {
            if (accepted.isDone()) {
              quarantine.end(owned, bug).ifPresent(run -> settle(owned, run));
            }
            giveUp(owned.execution(), accepted, bug);
          } finally {
            mailbox.close();
            driven.computeIfPresent(
                owned.execution(), (id, now) -> now.mailbox == mailbox ? null : now);
            crowd.leave(owned.organization());
            if (owned.slot() != Slot.NOT_NEEDED) {
              slotsMoved.accept(owned.slot());
            }
          }
        });
  }

  private void settle(ClaimedRun owned, Run run) {
    if (run.status().hasEnded()) {
      CompletableFuture<RunSummary> waiter = endings.remove(owned.execution());
      if (waiter != null) {
        waiter.complete(run.summary());
      }
    } else if (stopping) {
      left.add(owned);
    }
  }

  /**
   * Runs that were left since this was asked last, because the process stops: all that they did is
   * durable, nothing of them is in flight, and nobody here writes of them any more.
   */
  public List<ClaimedRun> takeLeft() {
    List<ClaimedRun> taken = new ArrayList<>();
    left.drainTo(taken);
    return taken;
  }

  /** Whoever waits is told that this process will not drive the run to its end. */
  private void giveUp(ExecutionId execution, CompletableFuture<?> accepted, Throwable why) {
    accepted.completeExceptionally(why);
    CompletableFuture<RunSummary> waiter = endings.remove(execution);
    if (waiter != null) {
      waiter.completeExceptionally(why);
    }
  }
}
