package dev.treadle.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessHostTest {
  private final ProcessHost host = new ProcessHost();

  @AfterEach
  void end() {
    host.timers.shutdownNow();
  }

  @Test
  void aTimerThatIsCancelledIsForgottenAtOnce() {
    Host.Timer timer = host.after(Duration.ofHours(1), () -> {});
    assertThat(host.timers.getQueue()).hasSize(1);
    timer.cancel();
    assertThat(host.timers.getQueue()).isEmpty();
  }

  @Test
  void aTimerIsDoneWhenItsTimeHasCome() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    long before = host.nanoTime();
    host.after(Duration.ofMillis(2), done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(host.nanoTime() - before).isGreaterThanOrEqualTo(2_000_000);
  }
}
