package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.Place;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EffectsTest {
  private static final Outcome DONE = Outcome.completed("out", Map.of());

  private final CountedTimers host = new CountedTimers();
  private final LinkedBlockingQueue<Outcome> reports = new LinkedBlockingQueue<>();
  private final Effects effects = new Effects(host);

  private static Place place(int number) {
    return new Place(new NodeId("n" + number), Iteration.NONE);
  }

  @Test
  void theDeadlineOfAnAttemptThatLandedIsForgotten() throws InterruptedException {
    for (int node = 0; node < 100; node++) {
      effects.launch(place(node), () -> DONE, Duration.ofHours(1), reports::add);
      assertThat(reports.poll(10, TimeUnit.SECONDS)).isEqualTo(DONE);
      effects.landed(place(node));
    }
    assertThat(host.set()).isZero();
    assertThat(effects.isEmpty()).isTrue();
  }

  @Test
  void anAttemptReportsOnce() throws InterruptedException {
    CountDownLatch late = new CountDownLatch(1);
    effects.launch(
        place(1),
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            late.countDown();
          }
          return DONE;
        },
        Duration.ofMillis(1),
        reports::add);
    assertThat(reports.poll(10, TimeUnit.SECONDS)).isInstanceOf(Outcome.Failed.class);
    late.await();
    assertThat(reports.poll(20, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void whatWasDroppedIsInterruptedAndNotHeard() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    effects.launch(
        place(1),
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.countDown();
          }
          return DONE;
        },
        Duration.ofHours(1),
        reports::add);
    begun.await();
    effects.dropAll();
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(reports.poll(20, TimeUnit.MILLISECONDS)).isNull();
    assertThat(host.set()).isZero();
  }
}
