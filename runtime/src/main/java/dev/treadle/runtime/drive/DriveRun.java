package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.Pending;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.Run;
import dev.treadle.runtime.drive.Inbox.Letter;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.journal.Append.Settled;
import dev.treadle.runtime.perform.PerformNode;
import dev.treadle.runtime.perform.RunFacts;
import dev.treadle.values.Effect;
import dev.treadle.values.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Drives one run on one virtual thread: decides its commands, makes what was decided durable, and
 * has performed what is ready, until the run ends or nothing but the clock can move it.
 *
 * <p>Nodes without effect run here, ahead of the journal: nothing outside has seen them, so a crash
 * only means that they run again. A node with an effect starts after everything that was decided
 * before it, and that it starts, is durable.
 */
final class DriveRun {
  /** How long a driver sleeps when nothing is due; it wakes for every command. */
  private static final Duration IDLE = Duration.ofHours(1);

  private final Run run;
  private final RunFacts facts;
  private final Draft draft;
  private final Mailbox mailbox;
  private final Effects effects;
  private final Shell shell;
  private final Attempts attempts;
  private final ArrayDeque<Pending.Perform> here = new ArrayDeque<>();
  private final ArrayDeque<Pending.Perform> outside = new ArrayDeque<>();

  /** What all drivers of a process share. */
  record Shell(
      PerformNode perform,
      InstantSource clock,
      Host host,
      BooleanSupplier stopping,
      Inbox inbox,
      Children children) {}

  DriveRun(Run run, RunFacts facts, Draft draft, Mailbox mailbox, Effects effects, Shell shell) {
    this.run = run;
    this.facts = facts;
    this.draft = draft;
    this.mailbox = mailbox;
    this.effects = effects;
    this.shell = shell;
    this.attempts = new Attempts(run, facts, effects, shell);
  }

  /**
   * Takes up what the run was waiting for when it was read back from the journal.
   *
   * @param interrupted whether attempts may have been in flight and have touched the world: {@link
   *     #resume} says what becomes of them
   */
  void takeUp(boolean interrupted) {
    for (Pending pending : run.pending()) {
      if (!interrupted || !(pending instanceof Pending.Perform at) || !run.isInDoubt(at)) {
        schedule(pending);
      }
    }
    if (!interrupted && !outside.isEmpty() && !draft.lacksSlot()) {
      draft.prove(run);
    }
  }

  /** Decides the first command; what follows from it is done by {@link #drive}. */
  Decision begin(Command command) {
    return decide(command);
  }

  /**
   * Remembers that the run was taken up after its owner was lost, before anything of it is done
   * again: what ends the process on the way must not do so for ever.
   */
  void resume(int maxResumptions) {
    decide(new Command.ResumeRun(maxResumptions));
    if (!run.status().hasEnded()) {
      draft.write(run);
    }
  }

  /** Nothing of the run is done until it is released. */
  void hold(String reason) {
    decide(new Command.HoldRun(reason));
  }

  /** Has somebody told, once, that the run is durable. */
  void whenDurable(Runnable told) {
    draft.whenDurable(told);
  }

  /** Makes what was decided so far durable. */
  void save() {
    draft.write(run);
  }

  /** Goes on until the run has ended, waits for the clock alone, or the process stops. */
  void drive() throws InterruptedException {
    try {
      while (true) {
        takeWhatCame();
        if (!draft.lacksSlot()) {
          settle();
        }
        if (run.status().hasEnded()) {
          draft.writeWithRow(run, Optional.empty());
          return;
        }
        if (rests() && mailbox.closeIfEmpty()) {
          draft.writeWithRow(run, run.isHeld() ? Optional.empty() : run.nextDue());
          return;
        }
        draft.write(run);
        if (!shell.stopping().getAsBoolean()) {
          launchOutside();
        } else if (effects.isEmpty() && mailbox.closeIfEmpty()) {
          return;
        }
        Command command = mailbox.await(untilNextDue());
        if (command != null) {
          decide(command);
        }
      }
    } finally {
      effects.dropAll();
    }
  }

  /** Nothing but the clock, commands, and a slot can move the run. */
  private boolean rests() {
    return run.isHeld() || draft.lacksSlot() || (effects.isEmpty() && outside.isEmpty());
  }

  /** Does all that needs nobody else: fires what is due, and performs what runs here. */
  private void settle() throws InterruptedException {
    do {
      performHere();
    } while (fireTimers());
    outside.removeIf(next -> !run.awaits(next));
  }

  private void performHere() throws InterruptedException {
    Pending.Perform next;
    while (!run.isHeld() && (next = here.poll()) != null && !run.status().hasEnded()) {
      if (!run.awaits(next)) {
        continue;
      }
      decide(attempts.perform(next));
      takeWhatCame();
      if (draft.isLong()) {
        draft.write(run);
      }
    }
  }

  /** Whatever came while the journal wrote is made durable together. */
  private void takeWhatCame() {
    if (mailbox.takeKnock()) {
      draft.write(run);
      shell.inbox().read(facts.organization(), facts.execution()).forEach(this::open);
    }
    Command command;
    while (!draft.isLong() && (command = mailbox.poll()) != null) {
      decide(command);
    }
  }

  /** No letter is read again before what follows from it is durable. */
  private void open(Letter letter) {
    draft.settle(
        switch (decide(letter.command())) {
          case Decision.Accepted ignored -> new Settled(letter.number(), Optional.empty());
          case Decision.Rejected rejected ->
              new Settled(letter.number(), Optional.of(rejected.code()));
        });
  }

  /** A run that lacks a slot may still be here, because somebody has just knocked. */
  private void launchOutside() {
    Pending.Perform next;
    while (!run.isHeld() && !draft.lacksSlot() && (next = outside.poll()) != null) {
      attempts.launch(next, mailbox::offer);
    }
  }

  /** Whether anything was due. */
  private boolean fireTimers() {
    List<Pending.Timer> due = run.due(now());
    for (Pending.Timer timer : due) {
      NodeId node = run.workflow().node(timer.node()).id();
      decide(new Command.FireTimer(node, timer.iteration()));
    }
    return !due.isEmpty();
  }

  private Decision decide(Command command) {
    Decision decision = run.decide(command, now());
    if (command instanceof Command.ReportOutcome report) {
      effects.landed(new Place(report.node(), report.iteration()));
    }
    if (command instanceof Command.ReportChild child && decision instanceof Decision.Accepted) {
      effects.drop(new Place(child.node(), child.iteration()));
    }
    if (decision instanceof Decision.Accepted accepted) {
      draft.add(accepted.events());
      accepted.events().forEach(this::follow);
    }
    return decision;
  }

  /** What an event asks of the shell. */
  private void follow(Event event) {
    if (event instanceof Event.NodeStarted started) {
      perform(started.node(), started.iteration(), started.attempt());
    } else if (event instanceof Event.NodeRepeated repeated) {
      perform(repeated.node(), repeated.iteration(), repeated.attempt());
    } else if (event instanceof Event.ChildCalled called) {
      perform(called.node(), called.iteration(), called.attempt());
    } else if (event instanceof Event.NodeCancelled cancelled) {
      effects.drop(new Place(cancelled.node(), cancelled.iteration()));
    } else if (run.status().hasEnded()) {
      here.clear();
      outside.clear();
      effects.dropAll();
    }
  }

  private void perform(NodeId node, Iteration iteration, int attempt) {
    schedule(new Pending.Perform(run.workflow().indexOf(node), iteration, attempt));
  }

  private void schedule(Pending pending) {
    if (pending instanceof Pending.Perform perform) {
      Effect effect = run.workflow().node(perform.node()).signature().effect();
      switch (effect) {
        case PURE, WAITS, COMPOSITE -> here.add(perform);
        case EFFECTFUL -> outside.add(perform);
      }
    }
  }

  private Duration untilNextDue() {
    Duration until = run.nextDue().map(due -> Duration.between(now(), due)).orElse(IDLE);
    return until.compareTo(IDLE) > 0 ? IDLE : until;
  }

  private Instant now() {
    return shell.clock().instant();
  }
}
