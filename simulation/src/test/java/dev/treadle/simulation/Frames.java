package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/** The journals of all runs. */
final class Frames {
  private final Map<ExecutionId, List<Append>> frames = new LinkedHashMap<>();
  private final Invariants invariants;
  private final PlantedBug bug;
  private final BiConsumer<ExecutionId, Event> happened;

  Frames(Invariants invariants, PlantedBug bug, BiConsumer<ExecutionId, Event> happened) {
    this.invariants = invariants;
    this.bug = bug;
    this.happened = happened;
  }

  List<Frame> load(ExecutionId execution) {
    List<Append> all = frames.getOrDefault(execution, List.of());
    int read = bug == PlantedBug.LOAD_DROPS_LAST_FRAME ? Math.max(1, all.size() - 1) : all.size();
    return all.stream()
        .limit(read)
        .map(append -> new Frame(append.firstSeq(), events(append)))
        .toList();
  }

  private List<Event> events(Append append) {
    return EventCodec.read(append.execution(), append.body()).stream().map(this::planted).toList();
  }

  private Event planted(Event event) {
    if (bug == PlantedBug.CHILD_ID_FORGOTTEN && event instanceof Event.ChildCalled e) {
      Outcome.Called call = e.call();
      ExecutionId other = new ExecutionId(new UUID(7, call.child().hashCode()));
      return new Event.ChildCalled(
          e.at(),
          e.node(),
          e.iteration(),
          e.attempt(),
          new Outcome.Called(other, call.workflow(), call.version(), call.input(), call.waits()));
    }
    if (bug == PlantedBug.PAUSE_FORGOTTEN && event instanceof Event.AttemptFailed e) {
      return new Event.AttemptFailed(e.at(), e.error(), e.iteration(), e.usage(), e.at());
    }
    return event;
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
      happened.accept(append.execution(), event);
    }
  }
}
