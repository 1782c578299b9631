package dev.treadle.simulation;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Parent;
import dev.treadle.engine.run.Place;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What must hold between runs that call and runs that are called. */
final class Lineage {
  /** Where nothing fails, a run that is given up has ended after this. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A run whose caller has ended begins within this, or never. */
  private static final Duration LATENESS = Duration.ofMinutes(1);

  private final Invariants invariants;
  private final Map<ExecutionId, Call> calls = new LinkedHashMap<>();
  private final Map<ExecutionId, Instant> givenUp = new LinkedHashMap<>();

  private record Call(ExecutionId parent, Place place, Outcome.Called call) {}

  Lineage(Invariants invariants) {
    this.invariants = invariants;
  }

  void check(Journaled of, Event event) {
    switch (event) {
      case Event.ChildCalled e -> calls(of, new Place(e.node(), e.iteration()), e);
      case Event.RunCalled e -> begins(of, e.parent());
      case Event.NodeAwaiting e when e.what() instanceof Awaited.Child what -> {
        Outcome.Called call = of.calls.get(new Place(e.node(), e.iteration()));
        require(call != null && call.child().equals(what.execution()), "waits for its child", e);
        exists(what.execution(), e);
        invariants.saw(e.iteration().isNone() ? "waits" : "waits inside");
      }
      case Event.NodeCompleted e -> completes(of.calls.get(new Place(e.node(), e.iteration())), e);
      case Event.NodeFailed e -> fails(of.calls.get(new Place(e.error().node(), e.iteration())), e);
      case Event.ChildCancelled e -> {
        Outcome.Called call = of.calls.get(new Place(e.node(), e.iteration()));
        require(call != null && call.child().equals(e.child()) && call.waits(), "its own child", e);
        givenUp.put(e.child(), e.at());
        invariants.saw("gives its child up");
      }
      case Event.NodeCancelled e -> {
        Outcome.Called call = of.calls.get(new Place(e.node(), e.iteration()));
        require(
            call == null || !call.waits() || givenUp.containsKey(call.child()),
            "a child that is not waited for any more is given up",
            e);
      }
      case Event.RunCancelled e -> {
        require(!calls.containsKey(of.id) || givenUp.containsKey(of.id), "somebody asked", e);
        invariants.saw(calls.containsKey(of.id) ? "child cancelled" : "cancelled");
      }
      default -> {}
    }
  }

  private void require(boolean holds, String rule, Object about) {
    invariants.require(holds, rule, about);
  }

  private void calls(Journaled of, Place place, Event.ChildCalled event) {
    Outcome.Called call = event.call();
    require(of.calls.put(place, call) == null, "a node calls once", event);
    Call before = calls.put(call.child(), new Call(of.id, place, call));
    require(before == null, "every call has a run of its own", event);
  }

  /** The first events of a run that is called. */
  private void begins(Journaled of, Parent parent) {
    Call made = calls.get(of.id);
    if (made == null) {
      invariants.broken("a run is called that begins: " + parent);
      return;
    }
    Run caller = invariants.run(made.parent);
    Place place = new Place(parent.node(), parent.iteration());
    Outcome.Called call = made.call;
    int depth = caller.depth() + 1;
    require(
        made.equals(new Call(parent.execution(), place, call)), "it knows who called it", parent);
    require(parent.waits() == call.waits() && parent.depth() == depth, "as it is called", parent);
    require(
        Canonical.text(of.run.input()).equals(Canonical.text(call.input())),
        "what is called has the input of the call",
        parent);
    invariants.saw((call.waits() ? "waited for at " : "called at ") + depth);
  }

  private void exists(ExecutionId child, Event event) {
    require(invariants.run(child).lastSeq() > 0, "a child is durable that is told of", event);
  }

  private void completes(Outcome.@Nullable Called call, Event.NodeCompleted event) {
    if (call == null) {
      return;
    }
    exists(call.child(), event);
    if (call.waits()) {
      Run child = invariants.run(call.child());
      require(child.status() == RunStatus.COMPLETED, "the child's end is durable", event);
      require(
          Canonical.text(child.summary().output().orElse(Map.of()))
              .equals(Canonical.text(event.outcome().result())),
          "the result is the child's output",
          event);
      invariants.saw("has its child's output");
    }
  }

  private void fails(Outcome.@Nullable Called call, Event.NodeFailed event) {
    if (call != null) {
      RunStatus status = invariants.run(call.child()).status();
      ErrorCode code = event.error().failure().code();
      boolean failed = code.equals(ErrorCode.CHILD_FAILED) && status == RunStatus.FAILED;
      boolean cancelled = code.equals(ErrorCode.CHILD_CANCELLED) && status == RunStatus.CANCELLED;
      require(failed || cancelled, "a call fails as its child did", event);
      invariants.saw("has its child's failure");
    }
  }

  /** Whether a run may still begin whose caller has ended. */
  boolean mayBegin(Instant now) {
    return calls.entrySet().stream()
        .filter(call -> invariants.run(call.getKey()).lastSeq() == 0)
        .flatMap(call -> invariants.run(call.getValue().parent).endedAt().stream())
        .anyMatch(ended -> now.isBefore(ended.plus(LATENESS)));
  }

  /** Without faults who is given up has ended soon. */
  void endedSoon(Instant begun) {
    givenUp.forEach(
        (child, at) -> {
          Run run = invariants.run(child);
          if (run.lastSeq() > 0) {
            Instant started = run.startedAt().orElseThrow();
            Instant latest = Collections.max(List.of(begun, started, at)).plus(PATIENCE);
            Instant ended = Objects.requireNonNull(run.endedAt().orElse(Instant.MAX));
            require(ended.isBefore(latest), "who is given up ends soon", child);
          }
        });
  }
}
