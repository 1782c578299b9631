package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.runtime.journal.Append.Sent;
import dev.treadle.values.ExecutionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run tells the runs that it called, and the one that called it. The letters are written in
 * the transaction of the events that they follow from, so that none is lost.
 */
final class ChildLetters {
  private ChildLetters() {}

  /**
   * What follows from events that are to be written.
   *
   * @param run as those events leave it
   */
  static List<Sent> after(List<Event> events, Run run, ExecutionId self) {
    List<Sent> letters = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.ChildCancelled given) {
        String reason = "execution " + self + " does not wait for it any more";
        letters.add(new Sent(given.child(), new Command.CancelRun(reason)));
      }
    }
    if (run.status().hasEnded() && !events.isEmpty()) {
      RunSummary summary = run.summary();
      summary
          .parent()
          .filter(parent -> parent.waits())
          .ifPresent(
              parent ->
                  letters.add(
                      new Sent(
                          parent.execution(),
                          new Command.ReportChild(
                              parent.node(),
                              parent.iteration(),
                              self,
                              summary.status(),
                              summary.status() == RunStatus.COMPLETED
                                  ? summary.output().orElse(Map.of())
                                  : summary.error().orElse(Map.of())))));
    }
    return letters;
  }
}
