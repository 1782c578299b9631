package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command.CancelRun;
import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndsTest {
  @Test
  void cancellingEndsAllThatHasNotEnded() {
    Flow flow = Flow.diamond("a", "b", "c").node("wait", "w").edge("t", "w");
    Live live = flow.live().begin().done("a").waits("w", Duration.ofDays(1));
    live.when(new CancelRun("enough"))
        .then("b cancelled", "c cancelled", "w cancelled", "run cancelled");
    assertThat(live.run.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(live.status("a")).isEqualTo(NodeStatus.COMPLETED);
    assertThat(live.status("j")).isEqualTo(NodeStatus.CANCELLED);
    assertThat(live.run.summary().output()).isEmpty();
    assertThat(live.run.summary().error()).isEmpty();
    assertThat(live.run.pending()).isEmpty();
    assertThat(live.run.nextDue()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"completed", "failed", "cancelled", "poisoned"})
  void aRunThatHasEndedNeverChanges(String end) {
    Live live = ended(end);
    RunSummary summary = live.run.summary();
    List<Command> all =
        List.of(
            new Command.StartRun(Optional.empty(), Map.of()),
            live.outcome("a", Outcome.completed("out", Map.of("x", 2))),
            live.outcome("a", Outcome.permanent(Live.BROKEN, "")),
            Live.timer("a"),
            new CancelRun("again"),
            new Command.PoisonRun("bad"),
            new Command.ResumeRun(10));
    for (Command command : all) {
      assertThat(live.refusal(command)).as("%s", command).isEqualTo(Rejection.RUN_ENDED);
    }
    assertThat(live.run.summary()).isEqualTo(summary);
  }

  private static Live ended(String how) {
    Live live = Flow.chain("a").live().begin();
    return switch (how) {
      case "completed" -> live.done("a", "x", 1);
      case "failed" -> live.failForGood("a");
      case "cancelled" -> live.when(new CancelRun("enough"));
      case "poisoned" -> live.when(new Command.PoisonRun("bad"));
      default -> throw new AssertionError(how);
    };
  }

  @Test
  void theSameOutcomeIsTakenOnce() {
    Live live = Flow.chain("a", "b").live().begin();
    Command done = live.outcome("a", Outcome.completed("out", Map.of()));
    live.when(done);
    assertThat(live.refusal(done)).isEqualTo(Rejection.STALE_ATTEMPT);
  }

  @Test
  void theOutcomeOfANodeThatHasNotBegunIsRefused() {
    Live live = Flow.chain("a", "b").live().begin();
    assertThat(live.refusal(live.outcome("b", Outcome.completed("out", Map.of()))))
        .isEqualTo(Rejection.STALE_ATTEMPT);
  }

  @Test
  void aPoisonedRunHasFailedAndSaysSo() {
    Live live = Flow.chain("a").live().begin().when(new Command.PoisonRun("it was bad"));
    live.then("a cancelled", "run poisoned");
    assertThat(live.run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(live.run.summary().error().orElseThrow())
        .containsEntry("code", "POISON")
        .containsEntry("message", "it was bad");
  }

  @Test
  void everyEventHasANumberWithoutAGapAndTheLastIsTheEnd() {
    Live live = Flow.diamond("a", "b").live().begin().done("a").done("b").done("j");
    assertThat(live.run.lastSeq()).isEqualTo(live.events().size());
    assertThat(Words.of(live.events().getLast())).isEqualTo("run completed");
  }

  @Test
  void knowsWhenEverythingBeganAndEnded() {
    Live live = Flow.chain("a").live().begin().pass(Duration.ofSeconds(3)).done("a");
    assertThat(live.run.startedAt()).contains(Live.START);
    assertThat(live.run.endedAt()).contains(Live.START.plusSeconds(3));
    assertThat(live.node("a").startedAt()).contains(Live.START);
    assertThat(live.node("a").endedAt()).contains(Live.START.plusSeconds(3));
  }

  @Test
  void aNodeThatWasSkippedNeverBegan() {
    Live live = Flow.chain("a").trigger("u").live().begin().done("a");
    assertThat(live.node("u").startedAt()).isEmpty();
    assertThat(live.node("u").endedAt()).isEmpty();
  }
}
