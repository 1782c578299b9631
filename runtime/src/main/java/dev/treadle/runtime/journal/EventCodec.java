package dev.treadle.runtime.journal;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.run.Iteration;
import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as JSON text, compact enough to be written for every node of every run.
 *
 * <p>A frame is an array. A number in it is the moment of the events that follow, in milliseconds
 * since the run's id was made or, from {@value #AGES} on, since 1970; an array is an event: its
 * word, then its parts, then an object of the parts that are not as usual. Before all that, an
 * event in an iteration of a loop has the word {@code in} and the iteration. Outside of loops the
 * two most frequent events are shorter: a text is a node that started its first attempt, an object
 * a node that completed it as usual, with its result. The words and their parts are frozen: what
 * was written once is read for ever, and a change is a new word.
 */
public final class EventCodec {
  /** The word, the node and its result. */
  private static final int USUAL_PARTS = 3;

  /** Three years: no run lasts so long, and no moment since 1973 is so small. */
  private static final long AGES = 100_000_000_000L;

  private static final String INSIDE = "in";
  private static final String COLLECTS = "collect";

  private EventCodec() {}

  /** Writes the events of one frame. */
  public static String write(ExecutionId run, List<Event> events) {
    long origin = origin(run);
    StringBuilder out = new StringBuilder(events.size() * 64);
    out.append('[');
    long moment = Long.MIN_VALUE;
    for (Event event : events) {
      if (out.length() > 1) {
        out.append(',');
      }
      long at = event.at().toEpochMilli();
      if (at != moment) {
        long since = at - origin;
        out.append(Math.abs(since) < AGES ? since : at).append(',');
        moment = at;
      }
      Json.write(written(event), out);
    }
    return out.append(']').toString();
  }

  /** Reads what {@link #write} wrote, at any time before. */
  public static List<Event> read(ExecutionId run, String text) {
    long origin = origin(run);
    try {
      List<Event> events = new ArrayList<>();
      Instant at = Instant.EPOCH;
      for (Object element : (List<?>) Parts.present(JsonText.readOwn(text))) {
        if (element instanceof Number millis) {
          long moment = millis.longValue();
          at = Instant.ofEpochMilli(moment < AGES ? origin + moment : moment);
        } else {
          events.add(event(at, element));
        }
      }
      return events;
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException("not a frame of a journal: " + e.getMessage(), e);
    }
  }

  /** When a version 7 id was made, in milliseconds since 1970 (RFC 9562, section 5.7). */
  private static long origin(ExecutionId run) {
    return run.value().version() == 7 ? run.value().getMostSignificantBits() >>> 16 : 0;
  }

  private static Object written(Event event) {
    List<@Nullable Object> parts = parts(event);
    if (!event.iteration().isNone()) {
      parts.addAll(0, List.of(INSIDE, event.iteration().toString()));
      return parts;
    }
    return switch (event) {
      case Event.NodeStarted started when started.attempt() == 1 -> started.node().value();
      case Event.NodeCompleted completed when parts.size() == USUAL_PARTS ->
          Collections.singletonMap(completed.node().value(), completed.outcome().result());
      default -> parts;
    };
  }

  private static Event event(Instant at, @Nullable Object written) {
    return switch (written) {
      case String node -> new Event.NodeStarted(at, new NodeId(node), Iteration.NONE, 1);
      case Map<?, ?> completed -> {
        Map.Entry<?, ?> entry = completed.entrySet().iterator().next();
        Parts parts = new Parts(Arrays.asList("done", entry.getKey(), entry.getValue()));
        yield event(at, Iteration.NONE, parts);
      }
      case List<?> list -> placed(at, new Parts(list));
      case null, default -> throw new IllegalArgumentException("no event is " + written);
    };
  }

  private static Event placed(Instant at, Parts parts) {
    return parts.text(0).equals(INSIDE)
        ? event(at, Iteration.parse(parts.text(1)), parts.from(2))
        : event(at, Iteration.NONE, parts);
  }

  private static List<@Nullable Object> parts(Event event) {
    return switch (event) {
      case Event.RunStarted e -> list("started", e.trigger().value(), e.input());
      case Event.RunResumed e -> list("resumed", e.resumption());
      case Event.RunCompleted e -> list("ended", e.output());
      case Event.RunFailed e -> list("failed", Parts.error(e.error()));
      case Event.RunPoisoned e -> list("poisoned", e.message());
      case Event.RunCancelled e -> list("cancelled", e.reason());
      case Event.NodeSkipped e -> list("skip", e.node().value(), e.reason());
      case Event.NodeStarted e ->
          e.attempt() == 1
              ? list("node", e.node().value())
              : list("node", e.node().value(), e.attempt());
      case Event.MergeConflicted e ->
          list(
              "conflict",
              e.node().value(),
              e.key(),
              e.writers().stream().map(NodeId::value).toList());
      case Event.NodeCompleted e -> completed(e);
      case Event.LoopOpened e -> opened(e);
      case Event.LoopCompleted e -> list("looped", e.node().value());
      case Event.NodeWaiting e ->
          list("wait", e.node().value(), e.attempt(), e.due().toEpochMilli(), e.reason());
      case Event.AttemptFailed e ->
          list("again", Parts.error(e.error()), Parts.usage(e.usage()), e.due().toEpochMilli());
      case Event.NodeFailed e ->
          list("error", Parts.error(e.error()), Parts.usage(e.usage()), e.consequence().name());
      case Event.NodeCancelled e -> list("drop", e.node().value());
    };
  }

  private static List<@Nullable Object> completed(Event.NodeCompleted event) {
    Outcome.Completed outcome = event.outcome();
    Map<String, @Nullable Object> unusual = new LinkedHashMap<>();
    if (event.attempt() != 1) {
      unusual.put("attempt", event.attempt());
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
        ? list("done", event.node().value(), outcome.result())
        : list("done", event.node().value(), outcome.result(), unusual);
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

  private static Event event(Instant at, Iteration in, Parts parts) {
    return switch (parts.text(0)) {
      case "started" -> new Event.RunStarted(at, parts.node(1), parts.object(2));
      case "resumed" -> new Event.RunResumed(at, parts.number(1));
      case "ended" -> new Event.RunCompleted(at, parts.object(1));
      case "failed" -> new Event.RunFailed(at, parts.error(1));
      case "poisoned" -> new Event.RunPoisoned(at, parts.text(1));
      case "cancelled" -> new Event.RunCancelled(at, parts.text(1));
      case "skip" -> new Event.NodeSkipped(at, parts.node(1), in, parts.text(2));
      case "node" ->
          new Event.NodeStarted(at, parts.node(1), in, parts.size() > 2 ? parts.number(2) : 1);
      case "conflict" ->
          new Event.MergeConflicted(at, parts.node(1), in, parts.text(2), parts.nodes(3));
      case "done" -> done(at, in, parts);
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
      case "again" ->
          new Event.AttemptFailed(at, parts.error(1), in, parts.usage(2), parts.moment(3));
      case "error" ->
          new Event.NodeFailed(
              at, parts.error(1), in, parts.usage(2), Consequence.valueOf(parts.text(3)));
      case "drop" -> new Event.NodeCancelled(at, parts.node(1), in);
      default -> throw new IllegalArgumentException("no event is called " + parts.text(0));
    };
  }

  private static Event done(Instant at, Iteration in, Parts parts) {
    Map<String, @Nullable Object> unusual = parts.size() > 3 ? parts.object(3) : Map.of();
    Outcome.Completed outcome =
        new Outcome.Completed(
            (String) Parts.orElse(unusual.get("handle"), "out"),
            parts.object(2),
            Parts.texts(unusual.get("removed")),
            unusual.containsKey("replaces"),
            Parts.usageOf(unusual.get("usage")),
            (String) Parts.orElse(unusual.get("reason"), ""));
    int attempt = ((Number) Parts.orElse(unusual.get("attempt"), 1)).intValue();
    return new Event.NodeCompleted(at, parts.node(1), in, attempt, outcome);
  }

  private static List<@Nullable Object> list(@Nullable Object... parts) {
    List<@Nullable Object> list = new ArrayList<>(parts.length);
    for (Object part : parts) {
      list.add(part);
    }
    return list;
  }
}
