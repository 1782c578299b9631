package dev.treadle.runtime.journal;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Json;
import dev.treadle.values.NodeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
    List<@Nullable Object> parts = EventWords.write(event);
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
        yield EventWords.read(at, Iteration.NONE, parts);
      }
      case List<?> list -> placed(at, new Parts(list));
      case null, default -> throw new IllegalArgumentException("no event is " + written);
    };
  }

  private static Event placed(Instant at, Parts parts) {
    return parts.text(0).equals(INSIDE)
        ? EventWords.read(at, Iteration.parse(parts.text(1)), parts.from(2))
        : EventWords.read(at, Iteration.NONE, parts);
  }
}
