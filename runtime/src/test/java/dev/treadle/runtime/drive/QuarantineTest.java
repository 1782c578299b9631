package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.MemoryJournal.Crash;
import dev.treadle.runtime.journal.Journal.FencedException;
import dev.treadle.runtime.journal.Journal.UnwritableException;
import dev.treadle.values.Outcome;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuarantineTest {
  private final World world = new World();

  @Test
  void aRunWhoseDriverBreaksIsEndedAndItsNeighbourGoesOn() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    world.then("t", "effect", "e");
    world.script(
        "e",
        context -> {
          if (context.execution().equals(world.execution(1))) {
            return Outcome.completed("out", Map.of("broken", Double.NaN));
          }
          go.await();
          return Outcome.completed("out", Map.of());
        });
    var broken = world.start();
    var neighbour = world.start();
    var summary = World.get(broken.ended());
    assertThat(summary.status()).isEqualTo(RunStatus.FAILED);
    assertThat(summary.error().orElseThrow()).containsEntry("code", "POISON");
    assertThat(world.journal.row(world.execution(1)).orElseThrow().status())
        .isEqualTo(RunStatus.FAILED);
    go.countDown();
    assertThat(World.get(neighbour.ended()).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aRunThatTheJournalCannotHoldIsEnded() throws InterruptedException {
    world.then("t", "effect", "e");
    world.script(
        "e",
        context -> {
          world.journal.refuseNext();
          return Outcome.completed("out", Map.of());
        });
    assertThat(World.get(world.start().ended()).error().orElseThrow())
        .containsEntry("code", "POISON");
  }

  @Test
  void aRunWhoseFirstAppendIsRefusedNeverWas() {
    world.journal.refuseNext();
    var going = world.start();
    assertThatThrownBy(() -> going.accepted().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(UnwritableException.class);
    assertThat(going.ended()).isCompletedExceptionally();
    assertThat(world.journal.events(world.last())).isEmpty();
    World.eventually(() -> world.runs.size() == 0);
  }

  @Test
  void aReplicaThatLostItsLeaseLetsGoOfItsRuns() {
    world.then("t", "effect", "e");
    world.journal.crashAt(new Crash(2, false));
    var going = world.start();
    assertThatThrownBy(() -> going.ended().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(FencedException.class);
    World.eventually(() -> world.runs.size() == 0);
    assertThat(world.stored().status()).isEqualTo(RunStatus.RUNNING);
  }

  @Test
  void aRunThatCannotBeReadYetIsReadAgain() {
    world.then("t", "effect", "e");
    world.journal.crashAt(new Crash(2, true));
    world.start();
    World.eventually(() -> world.runs.size() == 0);
    world.journal.heal();
    world.journal.failLoads(3);
    world.crash();
    assertThat(world.awaitStoredEnd().status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void startingOneRunTwiceLeavesTheFirstAlone() throws InterruptedException {
    world.journal.hold();
    var first = world.start();
    world.journal.awaitHeld();
    var second = world.start(world.last(), false);
    assertThat(second.accepted()).isCompletedExceptionally();
    assertThat(second.ended()).isCompletedExceptionally();
    world.journal.release();
    assertThat(World.get(first.ended()).status()).isEqualTo(RunStatus.COMPLETED);
  }
}
