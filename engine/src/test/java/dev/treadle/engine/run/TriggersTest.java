package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.values.NodeId;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriggersTest {
  private static Flow two() {
    return new Flow()
        .step("alone")
        .trigger("first", "second")
        .step("a", "b", "both")
        .edge("first", "a")
        .edge("second", "b")
        .edge("a", "both")
        .edge("b", "both");
  }

  @Test
  void startsAtTheFirstTriggerInNodeOrderWhenNoneIsNamed() {
    two()
        .live()
        .start()
        .then(
            "run started at first",
            "alone skipped",
            "first started",
            "second skipped",
            "b skipped");
  }

  @Test
  void startsAtTheTriggerThatIsNamed() {
    two().live().startAt("second").done("b").done("both").then("both completed", "run completed");
  }

  @Test
  void skipsOtherTriggersAndWhatOnlyTheyReach() {
    Live live = two().live().start();
    assertThat(live.status("second")).isEqualTo(NodeStatus.SKIPPED);
    assertThat(live.status("b")).isEqualTo(NodeStatus.SKIPPED);
    assertThat(live.node("second").reason()).isEqualTo("another trigger started the run");
    live.done("first").done("a");
    assertThat(live.status("both")).isEqualTo(NodeStatus.RUNNING);
  }

  @Test
  void refusesATriggerThatDoesNotExist() {
    assertThat(two().live().refusal(start("third"))).isEqualTo(Rejection.UNKNOWN_TRIGGER);
  }

  @Test
  void refusesToStartAtANodeThatIsNoTrigger() {
    assertThat(two().live().refusal(start("a"))).isEqualTo(Rejection.UNKNOWN_TRIGGER);
  }

  @Test
  void startsOnce() {
    assertThat(two().live().start().refusal(start("first"))).isEqualTo(Rejection.ALREADY_STARTED);
  }

  @Test
  void takesNoOtherCommandBeforeTheStart() {
    Live live = two().live();
    assertThat(live.refusal(new Command.CancelRun("no"))).isEqualTo(Rejection.NOT_STARTED);
    assertThat(live.refusal(new Command.ResumeRun(10))).isEqualTo(Rejection.NOT_STARTED);
    assertThat(live.refusal(Live.timer("a"))).isEqualTo(Rejection.NOT_STARTED);
  }

  @Test
  void runsATriggerThatIsAlone() {
    Live live = new Flow().trigger("t").live().begin("lead", 7);
    assertThat(live.run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(live.output()).isEqualTo(Map.of("lead", 7));
  }

  @Test
  void givesTheTriggerTheInputOfTheRun() {
    Live live =
        Flow.chain("a")
            .live()
            .when(new Command.StartRun(Optional.empty(), Live.object("lead", null)));
    assertThat(live.input("t")).isEqualTo(Live.object("lead", null));
  }

  private static Command start(String trigger) {
    return new Command.StartRun(Optional.of(new NodeId(trigger)), Map.of());
  }
}
