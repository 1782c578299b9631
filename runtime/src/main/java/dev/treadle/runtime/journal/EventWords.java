package dev.treadle.runtime.journal;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.Origin;
import dev.treadle.engine.run.Parent;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.WorkflowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events as their words and parts, without their moment and their iteration. Frozen. */
final class EventWords {
  private static final String COLLECTS = "collect";

  private EventWords() {}

  /** The word of an event, then its parts. */
  static List<@Nullable Object> write(Event event) {
    return switch (event) {
      case Event.RunStarted e -> list("started", e.trigger().value(), e.input());
      case Event.RunLinked e ->
          list("linked", e.origin().kind().name(), e.origin().execution().toString());
      case Event.RunCalled e -> called(e.parent());
      case Event.RunHeld e -> list("held", e.reason());
      case Event.RunReleased ignored -> list("released");
      case Event.RunResumed e -> list("resumed", e.resumption());
      case Event.RunCompleted e -> list("ended", e.output());
      case Event.RunFailed e -> list("failed", Parts.error(e.error()));
      case Event.RunPoisoned e -> list("poisoned", e.message());
      case Event.RunCancelled e -> list("cancelled", e.reason());
      case Event.SignalReceived e -> list("signal", e.name(), e.payload());
      case Event.NodeSkipped e -> list("skip", e.node().value(), e.reason());
      case Event.NodeStarted e ->
          e.attempt() == 1
              ? list("node", e.node().value())
              : list("node", e.node().value(), e.attempt());
      case Event.NodeRepeated e ->
          e.reason().isEmpty()
              ? list("repeat", e.node().value(), e.attempt())
              : list("repeat", e.node().value(), e.attempt(), e.reason());
      case Event.ChildCalled e ->
          list(
              "call",
              e.node().value(),
              e.attempt(),
              e.call().child().toString(),
              e.call().workflow().toString(),
              e.call().version(),
              e.call().input(),
              e.call().waits());
      case Event.ChildCancelled e -> list("uncall", e.node().value(), e.child().toString());
      case Event.MergeConflicted e ->
          list(
              "conflict",
              e.node().value(),
              e.key(),
              e.writers().stream().map(NodeId::value).toList());
      case Event.LoopOpened e -> opened(e);
      case Event.LoopCompleted e -> list("looped", e.node().value());
      case Event.NodeCompleted e -> done("done", e.node(), e.attempt(), e.outcome());
      case Event.NodeReused e -> done("reused", e.node(), 1, e.outcome());
      case Event.NodeWaiting e ->
          list("wait", e.node().value(), e.attempt(), e.due().toEpochMilli(), e.reason());
      case Event.NodeAwaiting e ->
          list(
              "await",
              e.node().value(),
              e.attempt(),
              e.due().map(Instant::toEpochMilli).orElse(null),
              e.reason(),
              Parts.awaited(e.what()));
      case Event.AttemptFailed e ->
          list("again", Parts.error(e.error()), Parts.usage(e.usage()), e.due().toEpochMilli());
      case Event.NodeFailed e ->
          list("error", Parts.error(e.error()), Parts.usage(e.usage()), e.consequence().name());
      case Event.NodeCancelled e -> list("drop", e.node().value());
    };
  }

  private static List<@Nullable Object> called(Parent parent) {
    return list(
        "called",
        parent.execution().toString(),
        parent.node().value(),
        parent.iteration().toString(),
        parent.depth(),
        parent.waits());
  }

  private static List<@Nullable Object> done(
      String word, NodeId node, int attempt, Outcome.Completed outcome) {
    Map<String, @Nullable Object> unusual = new LinkedHashMap<>();
    if (attempt != 1) {
      unusual.put("attempt", attempt);
    }
    if (!outcome.handle().equals("out")) {
      unusual.put("handle", outcome.handle());
    }
    if (!outcome.removed().isEmpty()) {
      unusual.put("removed", List.copyOf(outcome.removed()));
    }
    if (outcome.replaces()) {
      unusual.put("replaces", true);
    }
    if (!outcome.usage().isNone()) {
      unusual.put("usage", Parts.usage(outcome.usage()));
    }
    if (!outcome.reason().isEmpty()) {
      unusual.put("reason", outcome.reason());
    }
    return unusual.isEmpty()
        ? list(word, node.value(), outcome.result())
        : list(word, node.value(), outcome.result(), unusual);
  }

  private static List<@Nullable Object> opened(Event.LoopOpened event) {
    Outcome.Iterating over = event.over();
    List<@Nullable Object> parts =
        list("loop", event.node().value(), over.items(), over.concurrency());
    if (over.collects()) {
      parts.add(COLLECTS);
    }
    return parts;
  }

  /** Reads what {@link #write} wrote. */
  static Event read(Instant at, Iteration in, Parts parts) {
    return switch (parts.text(0)) {
      case "started" -> new Event.RunStarted(at, parts.node(1), parts.object(2));
      case "linked" ->
          new Event.RunLinked(
              at, new Origin(Origin.Kind.valueOf(parts.text(1)), parts.execution(2)));
      case "called" ->
          new Event.RunCalled(
              at,
              new Parent(
                  parts.execution(1),
                  parts.node(2),
                  parts.iteration(3),
                  parts.number(4),
                  parts.flag(5)));
      case "held" -> new Event.RunHeld(at, parts.text(1));
      case "released" -> new Event.RunReleased(at);
      case "resumed" -> new Event.RunResumed(at, parts.number(1));
      case "ended" -> new Event.RunCompleted(at, parts.object(1));
      case "failed" -> new Event.RunFailed(at, parts.error(1));
      case "poisoned" -> new Event.RunPoisoned(at, parts.text(1));
      case "cancelled" -> new Event.RunCancelled(at, parts.text(1));
      case "signal" -> new Event.SignalReceived(at, parts.text(1), parts.any(2));
      case "skip" -> new Event.NodeSkipped(at, parts.node(1), in, parts.text(2));
      case "node" ->
          new Event.NodeStarted(at, parts.node(1), in, parts.size() > 2 ? parts.number(2) : 1);
      case "repeat" ->
          new Event.NodeRepeated(
              at, parts.node(1), in, parts.number(2), parts.size() > 3 ? parts.text(3) : "");
      case "call" ->
          new Event.ChildCalled(
              at,
              parts.node(1),
              in,
              parts.number(2),
              new Outcome.Called(
                  parts.execution(3),
                  new WorkflowId(UUID.fromString(parts.text(4))),
                  parts.number(5),
                  parts.object(6),
                  parts.flag(7)));
      case "uncall" -> new Event.ChildCancelled(at, parts.node(1), in, parts.execution(2));
      case "conflict" ->
          new Event.MergeConflicted(at, parts.node(1), in, parts.text(2), parts.nodes(3));
      case "done" -> new Event.NodeCompleted(at, parts.node(1), in, attempt(parts), outcome(parts));
      case "reused" -> new Event.NodeReused(at, parts.node(1), outcome(parts));
      case "loop" ->
          new Event.LoopOpened(
              at,
              parts.node(1),
              in,
              new Outcome.Iterating(parts.array(2), parts.number(3), parts.size() > 4));
      case "looped" -> new Event.LoopCompleted(at, parts.node(1), in);
      case "wait" ->
          new Event.NodeWaiting(
              at, parts.node(1), in, parts.number(2), parts.moment(3), parts.text(4));
      case "await" ->
          new Event.NodeAwaiting(
              at,
              parts.node(1),
              in,
              parts.number(2),
              parts.awaited(5),
              parts.any(3) == null ? Optional.empty() : Optional.of(parts.moment(3)),
              parts.text(4));
      case "again" ->
          new Event.AttemptFailed(at, parts.error(1), in, parts.usage(2), parts.moment(3));
      case "error" ->
          new Event.NodeFailed(
              at, parts.error(1), in, parts.usage(2), Consequence.valueOf(parts.text(3)));
      case "drop" -> new Event.NodeCancelled(at, parts.node(1), in);
      default -> throw new IllegalArgumentException("no event is called " + parts.text(0));
    };
  }

  private static Map<String, @Nullable Object> unusual(Parts parts) {
    return parts.size() > 3 ? parts.object(3) : Map.of();
  }

  private static int attempt(Parts parts) {
    return ((Number) Parts.orElse(unusual(parts).get("attempt"), 1)).intValue();
  }

  private static Outcome.Completed outcome(Parts parts) {
    Map<String, @Nullable Object> unusual = unusual(parts);
    return new Outcome.Completed(
        (String) Parts.orElse(unusual.get("handle"), "out"),
        parts.object(2),
        Parts.texts(unusual.get("removed")),
        unusual.containsKey("replaces"),
        Parts.usageOf(unusual.get("usage")),
        (String) Parts.orElse(unusual.get("reason"), ""));
  }

  private static List<@Nullable Object> list(@Nullable Object... parts) {
    List<@Nullable Object> list = new ArrayList<>(parts.length);
    for (Object part : parts) {
      list.add(part);
    }
    return list;
  }
}
