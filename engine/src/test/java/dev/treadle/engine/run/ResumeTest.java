package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command.ResumeRun;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResumeTest {
  private static Live crashed(Live live) {
    return live.readBack().when(new ResumeRun(10));
  }

  @Test
  void isRememberedAndLeavesWhatWasInFlightPending() {
    Flow flow = new Flow().trigger("t").effect("a").edge("t", "a");
    Live live = crashed(flow.live().begin()).then("run resumed 1", "a repeated 1");
    assertThat(live.run.pending())
        .containsExactly(new Pending.Perform(live.index("a"), Iteration.NONE, 1));
  }

  @Test
  void doesNotUseUpAnAttempt() {
    Flow flow = new Flow().trigger("t").effect("a").edge("t", "a");
    Live live = crashed(flow.live().begin().fail("a").pass(Duration.ofSeconds(1)).fire("a"));
    assertThat(live.run.pending())
        .containsExactly(new Pending.Perform(live.index("a"), Iteration.NONE, 2));
  }

  @Test
  void keepsTimers() {
    Flow flow = new Flow().trigger("t").node("wait", "w").edge("t", "w");
    Live live = crashed(flow.live().begin().waits("w", Duration.ofHours(1)));
    assertThat(live.run.pending())
        .containsExactly(
            new Pending.Timer(live.index("w"), Iteration.NONE, live.now.plus(Duration.ofHours(1))));
  }

  @Test
  void givesUpAfterTenResumptionsWithoutProgress() {
    Live live = Flow.chain("a").live().begin();
    for (int i = 1; i <= 10; i++) {
      live = crashed(live).then("run resumed " + i);
    }
    crashed(live).then("a cancelled", "run poisoned");
  }

  @Test
  void startsToCountAgainAfterProgress() {
    Live live = Flow.chain("a", "b").live().begin();
    for (int i = 1; i <= 10; i++) {
      live = crashed(live);
    }
    crashed(live.done("a")).then("run resumed 1");
  }

  @Test
  void countsAFailedAttemptAndAWaitAsProgress() {
    Flow flow = new Flow().trigger("t").effect("a").node("wait", "w").edge("t", "a").edge("t", "w");
    Live live = crashed(crashed(flow.live().begin())).then("run resumed 2", "a repeated 1");
    live = crashed(live.fail("a")).then("run resumed 1");
    crashed(live.waits("w", Duration.ofHours(1))).then("run resumed 1");
  }

  @Test
  void startsWhatTheLastEventsMadeReadyWhereverTheJournalEnds() {
    List<Event> whole = Flow.chain("a").live().begin().done("a").events();
    Live cut = Flow.chain("a").live();
    cut.now = Live.START;
    whole.subList(0, 3).forEach(cut.run::apply);
    cut.when(new ResumeRun(10)).then("run resumed 1", "a started");
  }
}
