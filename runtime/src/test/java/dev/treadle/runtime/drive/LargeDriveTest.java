package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs as large as the API accepts. Whatever is quadratic here would not end in the time. */
@Timeout(60)
class LargeDriveTest {
  private static final int MANY = 10_000;

  private final World world = new World();

  @Test
  void tenThousandEffectsAtTheSameTime() throws InterruptedException {
    for (int i = 1; i < MANY; i++) {
      world.then("t", "effect", "e" + i);
    }
    assertThat(World.get(world.start().ended()).nodesExecuted()).isEqualTo(MANY);
  }

  @Test
  void tenThousandEffectsThatAreCancelledInFlight() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(MANY - 1);
    AtomicInteger interrupted = new AtomicInteger();
    for (int i = 1; i < MANY; i++) {
      world.then("t", "effect", "e" + i);
      world.script(
          "e" + i,
          context -> {
            begun.countDown();
            try {
              new CountDownLatch(1).await();
            } finally {
              interrupted.incrementAndGet();
            }
            return Outcome.completed("out", Map.of());
          });
    }
    var going = world.start();
    begun.await();
    world.send(new Command.CancelRun("enough"));
    assertThat(World.get(going.ended()).status()).isEqualTo(RunStatus.CANCELLED);
    World.eventually(() -> interrupted.get() == MANY - 1);
  }

  @Test
  void aPureChainOfTenThousandNodesNeedsFewAppends() throws InterruptedException {
    String before = "t";
    for (int i = 1; i < MANY; i++) {
      world.then(before, "step", "p" + i);
      before = "p" + i;
    }
    assertThat(World.get(world.startAhead().ended()).output().orElseThrow()).hasSize(MANY);
    assertThat(world.journal.count()).isLessThan(50);
  }

  @Test
  void aThousandRunsThatWaitTakeNothing() {
    world.then("t", "wait", "w");
    world.script(
        "w", context -> new Outcome.Waiting(context.now().plus(Duration.ofDays(1)), "a day"));
    for (int i = 0; i < 1_000; i++) {
      world.start();
      world.runs.forget(world.last());
    }
    World.eventually(() -> world.runs.size() == 0);
  }

  @Test
  void runsAreDrivenSideBySide() throws InterruptedException {
    world.then("t", "effect", "e").then("e", "step", "p").then("p", "effect", "f");
    List<CompletableFuture<RunSummary>> ends = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      ends.add(world.start().ended());
    }
    for (CompletableFuture<RunSummary> end : ends) {
      assertThat(World.get(end).status()).isEqualTo(RunStatus.COMPLETED);
    }
    World.eventually(() -> world.runs.size() == 0);
  }
}
