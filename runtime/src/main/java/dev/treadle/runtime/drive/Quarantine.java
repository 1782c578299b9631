package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.Draft.Standing;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a run that breaks what must not break, from what its journal holds; its neighbours go on.
 */
record Quarantine(Runs.Ports ports, ReadRuns readRuns, InstantSource clock) {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  /** The run as it ended; empty where it cannot be ended, or nothing of it is there to be ended. */
  Optional<Run> end(ClaimedRun owned, Throwable bug) {
    LOG.error(
        "run is quarantined organization={} workflow={} execution={}",
        owned.organization(),
        owned.workflow(),
        owned.execution(),
        bug);
    try {
      ReadRuns.Found found = readRuns.untilRead(owned);
      Run run = found.run();
      if (run.status() == RunStatus.PENDING || run.status().hasEnded()) {
        return Optional.empty();
      }
      Standing standing = Standing.of(owned.slot());
      Draft draft =
          new Draft(ports.journal(), ports.tail(), found.facts(), run.lastSeq(), standing);
      String message = "the run could not go on: " + bug.getClass().getSimpleName();
      Command poison = new Command.PoisonRun(message);
      if (run.decide(poison, clock.instant()) instanceof Decision.Accepted accepted) {
        draft.add(accepted.events());
        draft.writeWithRow(run, Optional.empty());
        return Optional.of(run);
      }
    } catch (InterruptedException | RuntimeException e) {
      LOG.error("run cannot be ended execution={}", owned.execution(), e);
    }
    return Optional.empty();
  }
}
