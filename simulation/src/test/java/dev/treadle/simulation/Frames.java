package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.values.ExecutionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The journals of all runs. */
final class Frames {
  private final Map<ExecutionId, List<Append>> frames = new LinkedHashMap<>();
  private final Invariants invariants;
  private final PlantedBug bug;
  private final BiConsumer<ExecutionId, Event.NodeAwaiting> asked;

  Frames(Invariants invariants, PlantedBug bug, BiConsumer<ExecutionId, Event.NodeAwaiting> asked) {
    this.invariants = invariants;
    this.bug = bug;
    this.asked = asked;
  }

  List<Frame> load(ExecutionId execution) {
    List<Append> all = frames.getOrDefault(execution, List.of());
    int read = bug == PlantedBug.LOAD_DROPS_LAST_FRAME ? Math.max(1, all.size() - 1) : all.size();
    return all.stream()
        .limit(read)
        .map(append -> new Frame(append.firstSeq(), EventCodec.read(execution, append.body())))
        .toList();
  }

  boolean has(Append append) {
    return bug != PlantedBug.RESEND_WRITES_TWICE
        && frames.getOrDefault(append.execution(), List.of()).stream()
            .anyMatch(there -> there.firstSeq() == append.firstSeq());
  }

  void write(Append append) {
    List<Event> events = EventCodec.read(append.execution(), append.body());
    if (bug == PlantedBug.FRAME_TORN && events.size() > 1) {
      events = events.subList(0, events.size() - 1);
    }
    Append stored =
        new Append(
            append.execution(),
            append.organization(),
            append.firstSeq(),
            EventCodec.write(append.execution(), events),
            Optional.empty());
    frames.computeIfAbsent(append.execution(), id -> new ArrayList<>()).add(stored);
    invariants.committed(append.execution(), append.firstSeq(), events);
    for (Event event : events) {
      if (event instanceof Event.NodeAwaiting awaiting) {
        asked.accept(append.execution(), awaiting);
      }
    }
  }

  /** The journal of a run, as it is kept. */
  List<Append> of(ExecutionId execution) {
    return frames.getOrDefault(execution, List.of());
  }
}
