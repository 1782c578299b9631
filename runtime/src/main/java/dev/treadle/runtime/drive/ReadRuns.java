package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Run;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.WorkflowVersions.CompiledVersion;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.runtime.perform.RunFacts;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads runs back from the journal. */
final class ReadRuns {
  private static final Logger LOG = LoggerFactory.getLogger(ReadRuns.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Journal journal;
  private final WorkflowVersions versions;
  private final Host host;
  private final BooleanSupplier stopping;

  /**
   * Reads from these.
   *
   * @param stopping whether the process stops; who waits here is unparked when that is so
   */
  ReadRuns(Journal journal, WorkflowVersions versions, Host host, BooleanSupplier stopping) {
    this.journal = journal;
    this.versions = versions;
    this.host = host;
    this.stopping = stopping;
  }

  /** A run as its journal tells it, and what is not in its journal. */
  record Found(Run run, RunFacts facts) {}

  /**
   * Reads a run that is this process's, again and again while the database does not answer: nobody
   * else would take it up, and it has done nothing for which it should end.
   */
  Found untilRead(ClaimedRun claimed) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return read(claimed);
      } catch (RuntimeException e) {
        if (pause.equals(FIRST_PAUSE)) {
          LOG.warn("run cannot be read, tries again execution={}", claimed.execution(), e);
        }
        host.park(pause.toNanos());
        if (stopping.getAsBoolean() || Thread.interrupted()) {
          throw new InterruptedException("the process stops");
        }
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
      }
    }
  }

  /** Reads a run once. */
  Found read(ClaimedRun claimed) {
    CompiledVersion version =
        versions.get(claimed.organization(), claimed.workflow(), claimed.version());
    RunFacts facts =
        new RunFacts(
            claimed.execution(),
            claimed.organization(),
            claimed.workflow(),
            version.name(),
            claimed.version());
    List<Event> events = Frame.events(journal.load(claimed.execution()));
    return new Found(Run.replay(version.workflow(), events), facts);
  }
}
