package dev.treadle.runtime.journal;

import dev.treadle.engine.run.Event;
import java.util.List;

/**
 * The events of a run that were appended together.
 *
 * @param firstSeq the number of the first of them; events of a run count from 1 without a gap
 */
public record Frame(int firstSeq, List<Event> events) {
  /** The events of frames that follow one another. */
  public static List<Event> events(List<Frame> frames) {
    return frames.stream().flatMap(frame -> frame.events().stream()).toList();
  }
}
