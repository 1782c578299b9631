package dev.treadle.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Decision.Rejection;
import org.junit.jupiter.api.Test;

class HeldTest {
  private static Live held() {
    return Flow.chain("a").live().start().when(new Command.HoldRun("paused"));
  }

  @Test
  void aRunThatIsHeldIsPendingAndSaysWhy() {
    Live live = held().then("run held").readBack();
    assertThat(live.run.status()).isEqualTo(RunStatus.PENDING);
    assertThat(live.run.summary().heldFor()).contains("paused");
  }

  @Test
  void itGoesOnWhenItIsReleasedAndOnlyOnce() {
    Live live = held().when(new Command.ReleaseRun()).then("run released");
    assertThat(live.run.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(live.run.pending()).hasSize(1);
    assertThat(live.refusal(new Command.ReleaseRun())).isEqualTo(Rejection.NOT_HELD);
    live.done("t").done("a");
    assertThat(live.run.status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void itIsCancelledWithoutBeingReleased() {
    Live live = held().when(new Command.CancelRun("enough"));
    live.then("t cancelled", "run cancelled");
    assertThat(live.run.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(live.run.isHeld()).isFalse();
  }

  @Test
  void aSignalThatComesMeanwhileIsKept() {
    Live live = held().signal("paid", 1).then("signal paid");
    assertThat(live.run.status()).isEqualTo(RunStatus.PENDING);
  }
}
