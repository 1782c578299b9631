package dev.treadle.runtime.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Event.Consequence;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.Origin;
import dev.treadle.engine.run.Parent;
import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Failure;
import dev.treadle.values.Money;
import dev.treadle.values.NodeError;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import dev.treadle.values.WorkflowId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");

  /** Of version 7, made at that moment. */
  private static final ExecutionId RUN =
      new ExecutionId(new UUID(MADE.toEpochMilli() << 16 | 0x7000, Long.MIN_VALUE));

  private static final ExecutionId OTHER =
      new ExecutionId(UUID.fromString("00000000-0000-4000-8000-000000000000"));
  private static final List<Iteration> ITERATIONS =
      List.of(Iteration.NONE, new Iteration(List.of(0)), new Iteration(List.of(99_999, 3)));

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "out",
          "a\"b\\c\n\t",
          "ü€🧵",
          "\u0000\u001f\u007f",
          "\ud800",
          "x\udc00y",
          "{{ $ }}",
          "\u2028",
          "[1,2]",
          "null",
          "x".repeat(5_000));

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyEventIsReadAsItWasWritten(long seed) {
    Random random = new Random(seed);
    Set<Class<?>> kinds = new HashSet<>();
    for (int frame = 0; frame < 200; frame++) {
      List<Event> events = new ArrayList<>();
      long now = 1_767_225_600_000L;
      for (int i = random.nextInt(20); i >= 0; i--) {
        now += random.nextInt(3);
        events.add(event(random, Instant.ofEpochMilli(now)));
        kinds.add(events.getLast().getClass());
      }
      ExecutionId run = random.nextBoolean() ? RUN : OTHER;
      assertThat(EventCodec.read(run, EventCodec.write(run, events))).isEqualTo(events);
    }
    assertThat(kinds).hasSize(Event.class.getPermittedSubclasses().length);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void numbersThatWereComputedAreWrittenAgainAsTheyWereBefore(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("n", number);
        Event event =
            new Event.NodeCompleted(
                Instant.EPOCH,
                new NodeId("a"),
                Iteration.NONE,
                1,
                Outcome.completed("out", result));
        String written = EventCodec.write(OTHER, List.of(event));
        assertThat(EventCodec.write(OTHER, EventCodec.read(OTHER, written))).isEqualTo(written);
      }
    }
  }

  @Test
  void aFrameOfOneMomentSaysItOnce() {
    Instant at = Instant.ofEpochMilli(1_767_225_600_000L);
    List<Event> events =
        List.of(
            new Event.NodeStarted(at, new NodeId("a"), Iteration.NONE, 1),
            new Event.NodeStarted(at, new NodeId("b"), Iteration.NONE, 2));
    assertThat(EventCodec.write(OTHER, events))
        .isEqualTo("[1767225600000,\"a\",[\"node\",\"b\",2]]");
  }

  @Test
  void momentsCountFromTheRunsIdWhereItTellsTheTime() {
    NodeId node = new NodeId("a");
    List<Event> events =
        List.of(
            new Event.NodeStarted(MADE.plusMillis(1_234), node, Iteration.NONE, 1),
            new Event.NodeStarted(MADE.minusMillis(1), node, Iteration.NONE, 1),
            new Event.NodeStarted(MADE.plus(Duration.ofDays(2_000)), node, Iteration.NONE, 1));
    String written = EventCodec.write(RUN, events);
    assertThat(written).isEqualTo("[1234,\"a\",-1,\"a\",1940025600000,\"a\"]");
    assertThat(EventCodec.read(RUN, written)).isEqualTo(events);
  }

  @Test
  void onlyWhatHappensInAnIterationNamesIt() {
    Instant at = Instant.ofEpochMilli(1_767_225_600_000L);
    List<Event> events =
        List.of(
            new Event.NodeStarted(at, new NodeId("a"), new Iteration(List.of(7)), 1),
            new Event.NodeStarted(at, new NodeId("b"), new Iteration(List.of(2, 0)), 2));
    assertThat(EventCodec.write(OTHER, events))
        .isEqualTo(
            "[1767225600000,[\"in\",\"7\",\"node\",\"a\"],[\"in\",\"2.0\",\"node\",\"b\",2]]");
  }

  @Test
  void textThatIsNoFrameIsRefused() {
    for (String text : List.of("", "{", "[[\"unheard\",1]]", "[1,[")) {
      assertThatThrownBy(() -> EventCodec.read(OTHER, text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static Event event(Random random, Instant at) {
    NodeId node = new NodeId(text(random));
    int attempt = 1 + random.nextInt(3);
    Iteration in = ITERATIONS.get(random.nextInt(ITERATIONS.size()));
    return switch (random.nextInt(26)) {
      case 0 -> new Event.RunStarted(at, node, object(random, 3));
      case 1 -> new Event.RunResumed(at, attempt);
      case 2 -> new Event.RunCompleted(at, object(random, 3));
      case 3 -> new Event.RunFailed(at, error(random));
      case 4 -> new Event.RunPoisoned(at, text(random));
      case 5 -> new Event.RunCancelled(at, text(random));
      case 6 -> new Event.NodeSkipped(at, node, in, text(random));
      case 7 -> new Event.NodeStarted(at, node, in, attempt);
      case 8 ->
          new Event.MergeConflicted(at, node, in, text(random), List.of(node, new NodeId("other")));
      case 9 -> new Event.NodeWaiting(at, node, in, attempt, at.plusMillis(5), text(random));
      case 10 -> new Event.AttemptFailed(at, error(random), in, usage(random), at.plusMillis(5));
      case 12 -> new Event.SignalReceived(at, text(random), value(random, 2));
      case 13 ->
          new Event.NodeAwaiting(
              at,
              node,
              in,
              attempt,
              awaited(random),
              random.nextBoolean() ? Optional.empty() : Optional.of(at.plusMillis(5)),
              text(random));
      case 11 -> new Event.NodeFailed(at, error(random), in, usage(random), consequence(random));
      case 14 ->
          new Event.RunLinked(
              at,
              new Origin(
                  random.nextBoolean() ? Origin.Kind.RETRY : Origin.Kind.REPLAY,
                  new ExecutionId(new UUID(random.nextLong(), random.nextLong()))));
      case 16 -> new Event.RunHeld(at, text(random));
      case 17 -> new Event.RunReleased(at);
      case 15 -> new Event.NodeReused(at, node, completed(random));
      case 20 -> new Event.NodeCancelled(at, node, in);
      case 18 -> new Event.LoopCompleted(at, node, in);
      case 22 ->
          new Event.RunCalled(at, new Parent(execution(random), node, in, 3, random.nextBoolean()));
      case 23 -> new Event.ChildCancelled(at, node, in, execution(random));
      case 24 ->
          new Event.ChildCalled(
              at,
              node,
              in,
              attempt,
              new Outcome.Called(
                  execution(random),
                  new WorkflowId(new UUID(1, random.nextLong())),
                  attempt,
                  object(random, 3),
                  random.nextBoolean()));
      case 21 -> new Event.NodeRepeated(at, node, in, attempt, text(random));
      case 19 -> {
        List<@Nullable Object> items = Arrays.asList(value(random, 2), value(random, 2));
        yield new Event.LoopOpened(
            at, node, in, new Outcome.Iterating(items, attempt, random.nextBoolean()));
      }
      default -> new Event.NodeCompleted(at, node, in, attempt, completed(random));
    };
  }

  private static ExecutionId execution(Random random) {
    return new ExecutionId(new UUID(random.nextLong(), random.nextLong()));
  }

  private static Awaited awaited(Random random) {
    return switch (random.nextInt(4)) {
      case 2 -> new Awaited.Child(execution(random));
      case 0 -> new Awaited.Signal(text(random));
      case 1 -> new Awaited.Doubt();
      default -> new Awaited.Approval(text(random), List.of("OWNER", "x"));
    };
  }

  private static Outcome.Completed completed(Random random) {
    Set<String> removed = random.nextBoolean() ? Set.of() : new LinkedHashSet<>(TEXTS);
    return new Outcome.Completed(
        text(random),
        object(random, 3),
        removed,
        random.nextBoolean(),
        usage(random),
        text(random));
  }

  private static Consequence consequence(Random random) {
    List<Consequence> all = List.of(Consequence.values());
    return all.get(random.nextInt(all.size()));
  }

  private static NodeError error(Random random) {
    Failure failure = new Failure(ErrorCode.TIMEOUT, text(random), value(random, 2));
    return new NodeError(failure, new NodeId(text(random)), 1 + random.nextInt(3));
  }

  private static Usage usage(Random random) {
    Money cost = new Money(new BigDecimal("0.00" + (1 + random.nextInt(8))));
    return random.nextBoolean() ? Usage.NONE : new Usage(random.nextInt(9), Long.MAX_VALUE, cost);
  }

  private static Map<String, @Nullable Object> object(Random random, int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(text(random), value(random, depth));
    }
    return object;
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> Long.MIN_VALUE + random.nextInt(5);
      case 4 -> new BigInteger(200, random).add(BigInteger.TWO.pow(70));
      case 5 -> new BigDecimal(random.nextInt(1_000) + ".5000");
      case 6 -> text(random);
      case 7 -> object(random, depth - 1);
      default -> Arrays.asList(value(random, depth - 1), value(random, depth - 1));
    };
  }

  private static String text(Random random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }
}
