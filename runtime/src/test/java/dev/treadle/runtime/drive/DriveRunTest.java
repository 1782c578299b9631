package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DriveRunTest {
  private final World world = new World();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CompletableFuture<String> interrupted = new CompletableFuture<>();

  /** An effect that goes on until it is interrupted. */
  private Outcome blocks() throws InterruptedException {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return Outcome.completed("out", Map.of());
    } catch (InterruptedException e) {
      interrupted.complete("yes");
      throw e;
    }
  }

  @Test
  void cancellingInterruptsWhatRuns() throws InterruptedException {
    world.then("t", "effect", "e").script("e", context -> blocks());
    var going = world.start();
    begun.await();
    assertThat(world.send(new Command.CancelRun("enough"))).isTrue();
    assertThat(World.get(going.ended()).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(World.get(interrupted)).isEqualTo("yes");
    World.eventually(() -> world.runs.size() == 0);
    assertThat(world.send(new Command.CancelRun("again"))).isFalse();
  }

  @Test
  void anAttemptThatIsOutOfTimeIsInterruptedAndCounts() throws InterruptedException {
    world.node("effect", "e", Map.of("timeout", "PT0.02S", "retry", Map.of("maxAttempts", 1)));
    world.edge("t", "e").script("e", context -> blocks());
    var summary = World.get(world.start().ended());
    assertThat(summary.status()).isEqualTo(RunStatus.FAILED);
    assertThat(summary.error().orElseThrow())
        .containsEntry("code", "TIMEOUT")
        .containsEntry("attempt", 1);
    assertThat(World.get(interrupted)).isEqualTo("yes");
  }

  @Test
  void aTimeoutOfAThousandYearsIsNoneThatRunsOut() throws InterruptedException {
    Map<String, Object> patient = Map.of("timeout", "P365000D");
    world.node("step", "p", patient).edge("t", "p");
    world.node("effect", "e", patient).edge("p", "e");
    assertThat(World.get(world.start().ended()).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aFailureThatStopsTheRunInterruptsTheOthers() throws InterruptedException {
    world.then("t", "effect", "e").script("e", context -> blocks());
    world.then("t", "effect", "f");
    world.script(
        "f",
        context -> {
          begun.await();
          return Outcome.permanent(dev.treadle.values.ErrorCode.INVALID_CONFIG, "no");
        });
    assertThat(World.get(world.start().ended()).status()).isEqualTo(RunStatus.FAILED);
    assertThat(World.get(interrupted)).isEqualTo("yes");
  }

  @Test
  void anErrorOfTheMachineInANodeIsAnOutcome() throws InterruptedException {
    world.then("t", "effect", "e");
    world.script(
        "e",
        context -> {
          throw new NoClassDefFoundError("a driver that is not there");
        });
    assertThat(World.get(world.start().ended()).error().orElseThrow())
        .containsEntry("code", "NODE_CRASHED");
  }

  @Test
  void aRetryWaitsForTheClockAndNotForAThread() throws InterruptedException {
    AtomicInteger attempts = new AtomicInteger();
    world.then("t", "effect", "e");
    world.script(
        "e",
        context ->
            attempts.incrementAndGet() < 3
                ? Outcome.transientFailure(dev.treadle.values.ErrorCode.TIMEOUT, "later")
                : Outcome.completed("out", Map.of("attempt", context.attempt())));
    var going = world.start();
    for (int i = 0; i < 2; i++) {
      awaitRest();
      world.now = world.now.plus(Duration.ofSeconds(10));
      world.runs.takeUp(world.claimed(false));
    }
    assertThat(World.get(going.ended()).output()).contains(Map.of("t", 1, "attempt", 3));
  }

  @Test
  void aRunThatWaitsLeavesNothingBehindAndIsTakenUpWhenItIsDue() throws InterruptedException {
    world.then("t", "wait", "w").then("w", "step", "p");
    world.script(
        "w", context -> new Outcome.Waiting(context.now().plus(Duration.ofDays(30)), "a month"));
    var going = world.start();
    awaitRest();
    assertThat(world.journal.row(world.last()).orElseThrow().times().wakeAt())
        .contains(world.now.plus(Duration.ofDays(30)));
    assertThat(world.runs.knock(world.last())).isFalse();
    world.now = world.now.plus(Duration.ofDays(30));
    world.runs.takeUp(world.claimed(false));
    assertThat(World.get(going.ended()).output()).contains(Map.of("t", 1, "p", 1));
  }

  @Test
  void aRunThatIsTakenUpTooEarlyRestsAgain() {
    world.then("t", "wait", "w");
    world.script(
        "w", context -> new Outcome.Waiting(context.now().plus(Duration.ofDays(30)), "a month"));
    world.start();
    awaitRest();
    int events = world.journal.events(world.last()).size();
    world.runs.takeUp(world.claimed(false));
    awaitRest();
    assertThat(world.journal.events(world.last())).hasSize(events);
  }

  @Test
  void aRunIsTakenUpThoughItsDriverHasNotQuiteGone() throws InterruptedException {
    world.then("t", "wait", "w").then("w", "step", "p");
    world.script(
        "w", context -> new Outcome.Waiting(context.now().plus(Duration.ofSeconds(1)), "short"));
    world.journal.onRow(
        (execution, row) -> {
          if (row.status() == RunStatus.WAITING) {
            world.now = world.now.plus(Duration.ofSeconds(1));
            world.runs.takeUp(world.claimed(false));
          }
        });
    var going = world.start();
    assertThat(World.get(going.ended()).status()).isEqualTo(RunStatus.COMPLETED);
    World.eventually(() -> world.runs.size() == 0);
  }

  @Test
  void aWaitThatIsOverAtOnceNeedsNobodyToTakeItUp() throws InterruptedException {
    world.then("t", "wait", "w").then("w", "step", "p");
    world.script("w", context -> new Outcome.Waiting(context.now(), "no time"));
    assertThat(World.get(world.startAhead().ended()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(world.journal.count()).isEqualTo(1);
  }

  @Test
  void aRunThatWaitsCanBeTakenUpToBeCancelled() throws InterruptedException {
    world.then("t", "wait", "w");
    world.script(
        "w", context -> new Outcome.Waiting(context.now().plus(Duration.ofDays(30)), "a month"));
    var going = world.start();
    awaitRest();
    world.leave(new Command.CancelRun("enough"));
    world.runs.takeUp(world.claimed(false));
    assertThat(World.get(going.ended()).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void stoppingLetsAttemptsEndAndStartsNone() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    world.then("t", "effect", "e").then("e", "step", "p").then("p", "effect", "f");
    world.script(
        "e",
        context -> {
          begun.countDown();
          go.await();
          return Outcome.completed("out", Map.of());
        });
    world.start();
    begun.await();
    Thread stop = Thread.ofVirtual().start(this::stop);
    World.eventually(() -> stop.getState() != Thread.State.NEW);
    go.countDown();
    assertThat(stop.join(Duration.ofSeconds(10))).isTrue();
    assertThat(world.runs.size()).isZero();
    assertThat(world.isDurable(Event.NodeCompleted.class, "e")).isTrue();
    assertThat(world.stored().status()).isEqualTo(RunStatus.RUNNING);
    world.crash();
    assertThat(world.awaitStoredEnd().status()).isEqualTo(RunStatus.COMPLETED);
  }

  private void stop() {
    try {
      world.runs.stop(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void awaitRest() {
    World.eventually(
        () ->
            world.runs.size() == 0
                && world.journal.row(world.last()).orElseThrow().status() == RunStatus.WAITING);
  }
}
