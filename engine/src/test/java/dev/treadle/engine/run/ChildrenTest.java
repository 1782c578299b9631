package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.Awaited;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import dev.treadle.values.WorkflowId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes that call runs. */
class ChildrenTest {
  private static final ExecutionId CHILD = new ExecutionId(new UUID(9, 1));
  private static final ExecutionId OTHER = new ExecutionId(new UUID(9, 2));
  private static final Map<String, @Nullable Object> BROKEN =
      Map.of("code", "BROKEN", "message", "it broke");

  private static Flow flow() {
    return new Flow()
        .trigger("t")
        .effect("a")
        .step("s", "e")
        .edge("t", "a")
        .edge("a", "s")
        .edge("a", "error", "e");
  }

  private static Outcome call(boolean waits) {
    WorkflowId workflow = new WorkflowId(new UUID(2, 2));
    return new Outcome.Called(CHILD, workflow, 3, Map.of("in", 1), waits);
  }

  private static Live called(boolean waits) {
    return flow().live().begin().report("a", call(waits));
  }

  private static Live waiting() {
    return called(true).report("a", new Outcome.Awaiting(new Awaited.Child(CHILD), null, "waits"));
  }

  private static Command ended(
      ExecutionId child, RunStatus status, Map<String, @Nullable Object> told) {
    return new Command.ReportChild(new NodeId("a"), Iteration.NONE, child, status, told);
  }

  @Test
  void whatIsCalledIsRememberedBeforeItBeginsAndKeptByACrash() {
    Live live = called(true).then("a calls").readBack();
    live.when(new Command.ResumeRun(10)).then("run resumed 1");
    Pending.Perform begin = new Pending.Perform(live.index("a"), Iteration.NONE, 1);
    assertThat(live.run.pending()).containsExactly(begin);
    assertThat(live.run.isInDoubt(begin)).as("it is begun once, whatever happened").isFalse();
    assertThat(live.run.called(begin)).contains((Outcome.Called) call(true));
  }

  @Test
  void theOutputOfTheChildIsTheResult() {
    Live live = waiting().then("a awaits");
    assertThat(live.run.status()).isEqualTo(RunStatus.WAITING);
    live.when(ended(CHILD, RunStatus.COMPLETED, Map.of("out", 1)))
        .then("a completed", "s started", "e skipped");
    assertThat(live.node("a").result()).isEqualTo(Map.of("out", 1));
  }

  @Test
  void aChildMayEndBeforeItIsKnownThatItBegan() {
    Live live = called(true).when(ended(CHILD, RunStatus.COMPLETED, Map.of()));
    live.then("a completed", "s started", "e skipped");
    Command late =
        new Command.ReportOutcome(
            new NodeId("a"),
            Iteration.NONE,
            1,
            new Outcome.Awaiting(new Awaited.Child(CHILD), null, "waits"),
            0);
    assertThat(live.refusal(late)).isEqualTo(Rejection.STALE_ATTEMPT);
  }

  @Test
  void aFailureComesUpForGood() {
    Live live = waiting().when(ended(CHILD, RunStatus.FAILED, BROKEN));
    live.then("a failed BRANCH", "s skipped", "e started");
    assertThat(live.node("a").error().orElseThrow().toJson())
        .containsEntry("code", "CHILD_FAILED")
        .containsEntry("message", "execution " + CHILD + " failed: it broke")
        .containsEntry("details", Map.of("executionId", CHILD.toString(), "error", BROKEN));
    waiting()
        .when(ended(CHILD, RunStatus.CANCELLED, Map.of()))
        .then("a failed BRANCH", "s skipped", "e started");
  }

  @Test
  void anEndIsTakenOnceAndOnlyOfTheChildThatIsAwaited() {
    Live live = waiting();
    assertThat(live.refusal(ended(OTHER, RunStatus.COMPLETED, Map.of())))
        .isEqualTo(Rejection.NOT_AWAITED);
    live.when(ended(CHILD, RunStatus.COMPLETED, Map.of()));
    assertThat(live.refusal(ended(CHILD, RunStatus.COMPLETED, Map.of())))
        .isEqualTo(Rejection.NOT_AWAITED);
    assertThat(called(false).refusal(ended(CHILD, RunStatus.COMPLETED, Map.of())))
        .isEqualTo(Rejection.NOT_AWAITED);
  }

  @Test
  void aNodeThatIsGivenUpCancelsTheChildThatItWaitsFor() {
    waiting()
        .when(new Command.CancelRun("enough"))
        .then("a cancels its child", "a cancelled", "run cancelled");
    called(true)
        .when(new Command.CancelRun("enough"))
        .then("a cancels its child", "a cancelled", "run cancelled");
    called(false).when(new Command.CancelRun("enough")).then("a cancelled", "run cancelled");
    waiting()
        .when(ended(CHILD, RunStatus.COMPLETED, Map.of()))
        .when(new Command.CancelRun("enough"))
        .then("s cancelled", "run cancelled");
  }

  @Test
  void tenRunsMayStandBelowOne() {
    for (int depth = 9; depth <= 10; depth++) {
      Parent parent = new Parent(OTHER, new NodeId("x"), Iteration.NONE, depth, true);
      Live live = flow().live().when(new Command.StartChild(parent, Map.of()));
      live.then("run started at t", "run called by x", "t started").done("t");
      assertThat(live.run.summary().parent()).isEqualTo(Optional.of(parent));
      live.report("a", call(true));
      if (depth < 10) {
        live.then("a calls");
      } else {
        live.then("a failed BRANCH", "s skipped", "e started");
        assertThat(live.node("a").error().orElseThrow().failure().code().value())
            .isEqualTo("SUBWORKFLOW_DEPTH");
      }
    }
  }
}
