package dev.treadle.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.server.cli.Sink.Delivery;
import dev.treadle.server.faults.History.Pause;
import dev.treadle.server.faults.History.Replicas;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A checker that finds nothing has to be one that would: each fault is planted, and found. */
class CheckTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
  private static final ExecutionId RUN = new ExecutionId(new UUID(1, 1));
  private static final NodeId TRIGGER = new NodeId("t");
  private static final NodeId CALL = new NodeId("a");

  private final Set<ExecutionId> accepted = new HashSet<>(Set.of(RUN));
  private final Map<ExecutionId, String> rows = new HashMap<>(Map.of(RUN, "COMPLETED"));
  private final List<Frame> frames = new ArrayList<>();
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Instant> deaths = new ArrayList<>();
  private final List<Pause> pauses = new ArrayList<>();
  private final List<String> stale = new ArrayList<>();

  /** A run whose replica was killed during its effect, and that another one ended. */
  CheckTest() {
    frames.add(
        new Frame(
            1,
            List.of(
                new Event.RunStarted(at(0), TRIGGER, Map.of()),
                started(1, TRIGGER, 1),
                completed(2, TRIGGER),
                started(3, CALL, 1))));
    deliveries.add(new Delivery(RUN + "/a/0", at(4)));
    deaths.add(at(5));
    frames.add(new Frame(5, List.of(new Event.RunResumed(at(8_000), 1))));
    deliveries.add(new Delivery(RUN + "/a/0", at(8_100)));
    frames.add(
        new Frame(6, List.of(completed(8_200, CALL), new Event.RunCompleted(at(8_200), Map.of()))));
    pauses.add(new Pause(at(9_000), 1));
  }

  private static Instant at(long millis) {
    return BEGIN.plusMillis(millis);
  }

  private static Event started(long millis, NodeId node, int attempt) {
    return new Event.NodeStarted(at(millis), node, Iteration.NONE, attempt);
  }

  private static Event completed(long millis, NodeId node) {
    return new Event.NodeCompleted(
        at(millis), node, Iteration.NONE, 1, Outcome.completed("out", Map.of()));
  }

  private List<String> faults() {
    Replicas replicas = new Replicas(Duration.ofSeconds(3), deaths, pauses, stale);
    Map<ExecutionId, List<Frame>> journals = frames.isEmpty() ? Map.of() : Map.of(RUN, frames);
    return Check.of(new History(accepted, rows, journals, Set.of(CALL), deliveries, replicas))
        .faults();
  }

  private void finds(String... expected) {
    List<String> found = faults();
    for (String rule : expected) {
      assertThat(found).anyMatch(fault -> fault.startsWith(rule));
    }
    assertThat(found).hasSize(expected.length);
  }

  @Test
  void nothingIsFoundWhereNothingIs() {
    assertThat(faults()).isEmpty();
  }

  @Test
  void anAcceptedRunThatIsNowhere() {
    accepted.add(new ExecutionId(new UUID(1, 2)));
    finds("an accepted run is lost", "an accepted run has no journal");
  }

  @Test
  void aRunThatDoesNotEnd() {
    rows.put(RUN, "RUNNING");
    finds("a run has not ended", "row and journal do not say the same");
  }

  @Test
  void aRowThatSaysWhatTheJournalDoesNot() {
    rows.put(RUN, "CANCELLED");
    finds("row and journal do not say the same");
  }

  @Test
  void aNodeThatCompletedTwice() {
    frames.add(2, new Frame(6, List.of(completed(8_150, CALL))));
    frames.set(3, new Frame(7, frames.get(3).events()));
    finds("a node completed twice");
  }

  @Test
  void aFrameThatIsMissing() {
    frames.remove(1);
    finds("a number is missing or there twice");
  }

  @Test
  void aFrameThatIsThereTwice() {
    frames.add(2, frames.get(1));
    finds("a number is missing or there twice");
  }

  @Test
  void whatFollowsTheEnd() {
    frames.add(new Frame(8, List.of(new Event.RunResumed(at(9_000), 2))));
    finds("something follows the end", "row and journal do not say the same");
  }

  @Test
  void aStaleWrite() {
    stale.add(RUN.toString());
    finds("a stale write");
  }

  @Test
  void anEffectWithoutAnIntent() {
    deliveries.add(new Delivery(new ExecutionId(new UUID(1, 3)) + "/a/0", at(1)));
    finds("the world was touched without an intent");
  }

  @Test
  void anEffectBeforeItsIntent() {
    deliveries.add(new Delivery(RUN + "/a/0", at(-5_000)));
    finds("the world was touched before the intent");
  }

  @Test
  void anEffectThatTheWorldNeverSaw() {
    deliveries.clear();
    finds("an effect completed that the world never saw");
  }

  @Test
  void aPauseThatProvedNothing() {
    pauses.add(new Pause(at(20_000), 0));
    finds("a pause beyond the lease and nothing was refused");
  }

  @Test
  void aTakeoverThatTookTooLong() {
    deaths.set(0, at(3));
    frames.set(1, new Frame(5, List.of(new Event.RunResumed(at(8_500), 1))));
    finds("runs of a dead replica stood still");
  }
}
