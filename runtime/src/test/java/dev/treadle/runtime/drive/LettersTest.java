package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.MemoryJournal.Crash;
import dev.treadle.runtime.journal.Append.Settled;
import dev.treadle.values.Awaited;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LettersTest {
  private static final Command.Asked PAID = new Command.ReceiveSignal("paid", 1);

  private final World world = new World();

  private void awaitSignal(String node) {
    world.script(node, context -> new Outcome.Awaiting(new Awaited.Signal("paid"), null, "awaits"));
  }

  private void startAndRest() {
    world.start();
    World.eventually(
        () ->
            world.runs.size() == 0
                && world.journal.row(world.last()).orElseThrow().status() == RunStatus.WAITING);
  }

  private long signals() {
    return world.journal.events(world.last()).stream()
        .filter(Event.SignalReceived.class::isInstance)
        .count();
  }

  @Test
  void aRunThatWaitsForNoClockIsNoOnesUntilALetterCame() throws InterruptedException {
    world.then("t", "wait", "w").then("w", "step", "p");
    awaitSignal("w");
    startAndRest();
    assertThat(world.journal.row(world.last()).orElseThrow().times().wakeAt()).isEmpty();
    world.leave(PAID);
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().output()).contains(Map.of("t", 1, "signal", 1, "p", 1));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLetterHasItsEffectOnceThoughTheProcessIsLostAtItsCommit(boolean afterwards) {
    world.then("t", "wait", "w").then("w", "wait", "v");
    awaitSignal("w");
    awaitSignal("v");
    startAndRest();
    world.journal.crashAt(new Crash(world.journal.count() + 1, afterwards));
    world.leave(PAID);
    world.runs.takeUp(world.claimed(false));
    World.eventually(() -> world.runs.size() == 0);
    assertThat(signals()).isEqualTo(afterwards ? 1 : 0);
    assertThat(world.journal.settled()).hasSize(afterwards ? 1 : 0);
    world.journal.heal();
    world.crash();
    World.eventually(() -> world.runs.size() == 0 && world.journal.settled().size() == 1);
    assertThat(signals()).isEqualTo(1);
    assertThat(world.stored().status()).as("v has not taken it too").isEqualTo(RunStatus.WAITING);
  }

  @Test
  void lettersAreReadInTheirOrderAndEachOnceHoweverOftenSomebodyKnocks() {
    List<String> signals = new ArrayList<>();
    String before = "t";
    for (int i = 0; i < 20; i++) {
      world.then(before, "wait", "w" + i);
      awaitSignal("w" + i);
      before = "w" + i;
    }
    startAndRest();
    for (int i = 0; i < 19; i++) {
      world.leave(new Command.ReceiveSignal("paid", i));
      signals.add("w" + i + "=" + i);
    }
    world.runs.takeUp(world.claimed(false));
    for (int i = 0; i < 1_000; i++) {
      world.runs.knock(world.last());
    }
    world.send(new Command.ReceiveSignal("paid", 19));
    signals.add("w19=19");
    World.eventually(
        () -> {
          if (world.runs.size() == 0) {
            world.runs.takeUp(world.claimed(false));
          }
          return world.stored().status().hasEnded();
        });
    assertThat(
            world.stored().workflow().nodes().stream()
                .skip(1)
                .map(n -> n.id() + "=" + world.stored().node(n.index()).result().get("signal")))
        .isEqualTo(signals);
  }

  @Test
  void whatTheRunRefusesIsSettledTooAndSaysWhy() throws InterruptedException {
    CountDownLatch go = new CountDownLatch(1);
    world.then("t", "effect", "e");
    world.script(
        "e",
        context -> {
          go.await();
          return Outcome.completed("out", Map.of());
        });
    var going = world.start();
    World.get(going.accepted());
    var nobody =
        new Command.DecideApproval(
            new NodeId("e"), Iteration.NONE, true, "somebody", Optional.empty());
    world.send(nobody);
    World.eventually(() -> world.journal.settled().size() == 1);
    assertThat(world.journal.settled())
        .containsEntry(0L, new Settled(0, Optional.of(Rejection.NOT_AWAITED)));
    go.countDown();
    assertThat(World.get(going.ended()).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aRunThatIsHeldIsWrittenOnceAndNoOnesUntilItIsReleased() throws InterruptedException {
    world.then("t", "step", "p");
    world.hold = Optional.of("paused");
    assertThat(World.get(world.start().accepted()).status()).isEqualTo(RunStatus.PENDING);
    World.eventually(() -> world.runs.size() == 0);
    assertThat(world.journal.count()).isEqualTo(1);
    assertThat(world.journal.row(world.last()).orElseThrow().status()).isEqualTo(RunStatus.PENDING);
    world.leave(PAID);
    world.runs.takeUp(world.claimed(false));
    World.eventually(() -> world.runs.size() == 0);
    assertThat(world.stored().status()).isEqualTo(RunStatus.PENDING);
    world.leave(new Command.ReleaseRun());
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().output()).contains(Map.of("t", 1, "p", 1));
  }

  @Test
  void ofTwoThatCancelTheSecondIsTooLate() throws InterruptedException {
    world.then("t", "wait", "w");
    awaitSignal("w");
    startAndRest();
    world.leave(new Command.CancelRun("one"));
    world.leave(new Command.CancelRun("two"));
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().status()).isEqualTo(RunStatus.CANCELLED);
    World.eventually(() -> world.journal.settled().size() == 2);
    assertThat(world.journal.settled())
        .containsEntry(0L, new Settled(0, Optional.empty()))
        .containsEntry(1L, new Settled(1, Optional.of(Rejection.RUN_ENDED)));
  }
}
