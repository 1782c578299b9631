package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run in the hands of a test: commands, a clock that only the test moves, and what came of it.
 */
final class Live {
  static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  static final ErrorCode BROKEN = new ErrorCode("BROKEN");

  final Workflow workflow;
  final Run run;

  /** The events of each accepted command. */
  final List<List<Event>> frames = new ArrayList<>();

  Instant now = START;

  Live(Workflow workflow) {
    this.workflow = workflow;
    this.run = Run.of(workflow);
  }

  Live start() {
    return when(new Command.StartRun(Optional.empty(), Map.of()));
  }

  /** Starts at a trigger and completes it. */
  Live startAt(String trigger) {
    return when(new Command.StartRun(Optional.of(new NodeId(trigger)), Map.of())).done(trigger);
  }

  /** Starts with an input, as names and values in turn, and completes the trigger {@code t}. */
  Live begin(@Nullable Object... input) {
    return when(new Command.StartRun(Optional.empty(), object(input))).done("t");
  }

  Live when(Command command) {
    Decision decision = run.decide(command, now);
    if (!(decision instanceof Decision.Accepted accepted)) {
      throw new AssertionError(command + " was refused: " + decision);
    }
    frames.add(accepted.events());
    return this;
  }

  Decision.Rejection refusal(Command command) {
    int events = run.lastSeq();
    Decision decision = run.decide(command, now);
    assertThat(run.lastSeq()).as("a refused command changes nothing").isEqualTo(events);
    if (!(decision instanceof Decision.Rejected rejected)) {
      throw new AssertionError(command + " was accepted: " + decision);
    }
    return rejected.code();
  }

  /** The events of the last command, each in a few words. */
  Live then(String... events) {
    assertThat(frames.getLast().stream().map(Words::of)).containsExactly(events);
    return this;
  }

  /** The node completes on its default handle with a result, as names and values in turn. */
  Live done(String id, @Nullable Object... result) {
    String handle = workflow.node(index(id)).handles().initial();
    return report(id, Outcome.completed(handle, object(result)));
  }

  Live choose(String id, String handle) {
    return report(id, Outcome.chose(handle, "because"));
  }

  /** The attempt fails, and another may succeed. */
  Live fail(String id) {
    return report(id, Outcome.transientFailure(BROKEN, "it broke"));
  }

  /** The attempt fails, and no other would succeed. */
  Live failForGood(String id) {
    return report(id, Outcome.permanent(BROKEN, "it is broken"));
  }

  Live waits(String id, Duration duration) {
    return report(id, new Outcome.Waiting(now.plus(duration), "waits " + duration));
  }

  Live awaits(String id, Awaited what, Duration atMost) {
    return report(id, new Outcome.Awaiting(what, now.plus(atMost), "awaits"));
  }

  Live signal(String name, @Nullable Object payload) {
    return when(new Command.ReceiveSignal(name, payload));
  }

  static Command decision(String id, boolean approved) {
    Place place = place(id);
    return new Command.DecideApproval(
        place.node(), place.iteration(), approved, "somebody", Optional.of("why"));
  }

  Live report(String id, Outcome outcome) {
    return when(outcome(id, outcome));
  }

  /** The command that reports how the last attempt of a node ended. */
  Command outcome(String id, Outcome outcome) {
    Place place = place(id);
    int attempt = run.at(index(id), place.iteration()).attempt;
    return new Command.ReportOutcome(place.node(), place.iteration(), attempt, outcome, 0);
  }

  Live fire(String id) {
    return when(timer(id));
  }

  static Command timer(String id) {
    Place place = place(id);
    return new Command.FireTimer(place.node(), place.iteration());
  }

  /** A node by its id, in a body followed by the iteration: {@code a}, {@code b[2.0]}. */
  static Place place(String text) {
    int bracket = text.indexOf('[');
    return bracket < 0
        ? new Place(new NodeId(text), Iteration.NONE)
        : new Place(
            new NodeId(text.substring(0, bracket)),
            Iteration.parse(text.substring(bracket + 1, text.length() - 1)));
  }

  /** The body of a loop runs for these items. */
  Live over(String id, int concurrency, boolean collects, @Nullable Object... items) {
    return report(id, new Outcome.Iterating(Arrays.asList(items), concurrency, collects));
  }

  Live pass(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  int index(String id) {
    return workflow.indexOf(place(id).node());
  }

  NodeSnapshot node(String id) {
    return run.node(index(id));
  }

  NodeStatus status(String id) {
    return node(id).status();
  }

  Sight sight(String id) {
    return run.sight(index(id), place(id).iteration());
  }

  Map<String, @Nullable Object> input(String id) {
    return sight(id).input();
  }

  Map<String, @Nullable Object> nodesOf(String id) {
    return sight(id).nodes();
  }

  Map<String, @Nullable Object> output() {
    return run.summary().output().orElseThrow();
  }

  /** All events, as the journal would hold them. */
  List<Event> events() {
    return frames.stream().flatMap(List::stream).toList();
  }

  /** The same run as another process would read it back. */
  Live readBack() {
    Live other = new Live(workflow);
    other.now = now;
    other.frames.addAll(frames);
    events().forEach(other.run::apply);
    return other;
  }

  static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return object;
  }
}
