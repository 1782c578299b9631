package dev.treadle.simulation;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.RandomWorkflow;
import dev.treadle.runtime.drive.Entry;
import dev.treadle.runtime.drive.Runs.Started;
import dev.treadle.runtime.drive.Slot;
import dev.treadle.runtime.drive.StartRequest;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.simulation.Faults.DatabaseAway;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Somebody who asks for a run, and perhaps for its end, as the API would. */
final class Caller {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(20);

  private final World world;
  private final Planned run;
  private Optional<Machine> askedOf = Optional.empty();
  private boolean answered;

  Caller(World world, Planned run) {
    this.world = world;
    this.run = run;
  }

  /** Whether an answer may still come. */
  boolean isOpen() {
    return !answered && askedOf.filter(Machine::isLost).isEmpty();
  }

  /** Starts the run and waits for its end. */
  void start(Replica replica) {
    askedOf = Optional.of(replica.machine());
    try {
      CompiledVersion version = replica.versions().get(run.organization(), run.workflow().id(), 1);
      Slot slot = replica.claimSlot(run.execution());
      Started started =
          replica
              .runs()
              .start(
                  new StartRequest(
                      run.execution(),
                      run.organization(),
                      version,
                      new Command.StartRun(Optional.empty(), RandomWorkflow.INPUT),
                      new Entry(run.ahead(), Optional.empty(), slot, 5)));
      if (!(started instanceof Started.Going going)) {
        world.invariants().broken("a run that can start is not refused");
        return;
      }
      if (world.bug() != PlantedBug.ACCEPTED_TOO_EARLY) {
        going.accepted().join();
      }
      world.clock().tell(replica.machine().name(), "accepted " + run.execution());
      world.invariants().accepted(run.execution());
      answered = true;
      world.invariants().told(run.execution(), going.ended().join());
    } catch (DatabaseAway | CompletionException e) {
      world.clock().tell(replica.machine().name(), "the caller is told of an error");
      answered = true;
    }
  }

  /** Asks for the end of the run and waits for it. */
  void cancel(Replica replica) {
    Command.Asked command = new Command.CancelRun("enough");
    long end = world.clock().nanos() + PATIENCE.toNanos();
    boolean taken = false;
    while (world.database().exists(run.execution())
        && !world.database().hasEnded(run.execution())) {
      try {
        if (!taken) {
          replica.leave(run.execution(), command);
          taken = true;
        }
      } catch (DatabaseAway e) {
        return;
      }
      if (world.clock().nanos() > end) {
        world
            .invariants()
            .require(
                !taken || !world.faults().isCalm(),
                "a command that was taken is obeyed",
                run.execution());
        return;
      }
      replica.machine().waitFor(POLL);
    }
  }
}
