package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Parent;
import dev.treadle.engine.run.Pending;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.workflow.Node;
import dev.treadle.runtime.drive.DriveRun.Shell;
import dev.treadle.runtime.perform.PerformNode.Attempt;
import dev.treadle.runtime.perform.RunFacts;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Has the attempts of one run performed. A part of {@link DriveRun}, used on its thread alone. */
final class Attempts {
  /** An attempt of a node with effects that names no bound of its own gets this one. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

  /** What must not be left half done ends when it is done. */
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final Run run;
  private final RunFacts facts;
  private final Effects effects;
  private final Shell shell;

  Attempts(Run run, RunFacts facts, Effects effects, Shell shell) {
    this.run = run;
    this.facts = facts;
    this.effects = effects;
    this.shell = shell;
  }

  /** Performs an attempt here and now. */
  Command perform(Pending.Perform next) throws InterruptedException {
    Node node = run.workflow().node(next.node());
    long begun = shell.host().nanoTime();
    long most = node.policy().timeout().map(TimeUnit.NANOSECONDS::convert).orElse(Long.MAX_VALUE);
    BooleanSupplier expired = () -> shell.host().nanoTime() - begun >= most;
    return outcome(next, prepare(next, expired).execute());
  }

  /** Has an attempt performed on a thread of its own. */
  void launch(Pending.Perform next, Consumer<Command> report) {
    Node node = run.workflow().node(next.node());
    Place place = new Place(node.id(), next.iteration());
    Consumer<Outcome> told = outcome -> report.accept(outcome(next, outcome));
    Optional<Outcome.Called> called = run.called(next);
    if (called.isPresent()) {
      Parent self =
          new Parent(
              facts.execution(),
              node.id(),
              next.iteration(),
              run.depth() + 1,
              called.get().waits());
      Attempt begins = shell.children().beginning(facts, self, called.get());
      effects.launch(place, begins, FOR_EVER, told);
    } else {
      BooleanSupplier expired = () -> Thread.currentThread().isInterrupted();
      Attempt attempt = shell.children().finding(facts, prepare(next, expired));
      effects.launch(place, attempt, node.policy().timeout().orElse(DEFAULT_TIMEOUT), told);
    }
  }

  private Attempt prepare(Pending.Perform next, BooleanSupplier expired) {
    return shell.perform().prepare(run, facts, next, shell.clock().instant(), expired);
  }

  private Command outcome(Pending.Perform performed, Outcome outcome) {
    return new Command.ReportOutcome(
        run.workflow().node(performed.node()).id(),
        performed.iteration(),
        performed.attempt(),
        outcome,
        shell.host().random());
  }
}
