package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.values.NodeId;
import dev.treadle.values.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Processes that are lost while an effect is in flight. */
@Timeout(60)
class InDoubtDriveTest {
  private final World world = new World();
  private final List<String> keys = new CopyOnWriteArrayList<>();

  /** The first attempt never answers. */
  private void inFlight(String inDoubt) throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    world
        .node("effect", "a", Map.of("config", Map.of("inDoubt", inDoubt)))
        .edge("t", "a")
        .then("a", "step", "s")
        .script(
            "a",
            context -> {
              keys.add(context.idempotencyKey());
              if (keys.size() == 1) {
                called.countDown();
                new CountDownLatch(1).await();
              }
              return Outcome.completed("out", Map.of("a", context.attempt()));
            });
    world.start();
    called.await();
  }

  private void loseInFlight(String inDoubt) throws InterruptedException {
    inFlight(inDoubt);
    world.crash();
  }

  private static Command.Asked decision(boolean approved) {
    return new Command.DecideApproval(
        new NodeId("a"), Iteration.NONE, approved, "somebody", Optional.empty());
  }

  private void awaitRest() {
    World.eventually(
        () ->
            world.runs.size() == 0
                && world.journal.row(world.last()).orElseThrow().status() == RunStatus.WAITING);
  }

  @Test
  void anEffectIsMadeAgainOnceWithTheSameKeyAfterItsJournalSaysSo() throws InterruptedException {
    loseInFlight("retry");
    assertThat(world.awaitStoredEnd().output()).contains(Map.of("t", 1, "a", 1, "s", 1));
    assertThat(keys).hasSize(2).containsOnly(keys.getFirst());
    assertThat(world.isDurable(Event.NodeRepeated.class, "a")).isTrue();
  }

  @Test
  void anEffectThatAPersonDecidesAboutHoldsNothingAndIsNotMadeBefore() throws InterruptedException {
    loseInFlight("ask");
    awaitRest();
    assertThat(keys).hasSize(1);
    world.leave(decision(true));
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().output()).contains(Map.of("t", 1, "a", 1, "s", 1));
    assertThat(keys).hasSize(2);
  }

  @Test
  void anEffectThatIsRejectedIsNeverMadeAgain() throws InterruptedException {
    loseInFlight("ask");
    awaitRest();
    world.leave(decision(false));
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().error().orElseThrow()).containsEntry("code", "IN_DOUBT");
    assertThat(keys).hasSize(1);
  }

  @Test
  void anEffectThatIsToFailFails() throws InterruptedException {
    loseInFlight("fail");
    assertThat(world.awaitStoredEnd().error().orElseThrow()).containsEntry("code", "IN_DOUBT");
    assertThat(keys).hasSize(1);
  }

  /** So the claim of a run is, whose answer was lost: it does not say who had the run before. */
  @Test
  void anEffectInFlightIsInDoubtWhereNobodyKnowsWhoHadTheRun() throws InterruptedException {
    inFlight("fail");
    world.lose();
    world.runs.takeUp(world.claimed(false).asInterrupted());
    assertThat(world.awaitStoredEnd().error().orElseThrow()).containsEntry("code", "IN_DOUBT");
  }

  /** Its intent is durable, but who handed the run over had nothing in flight. */
  @Test
  void anEffectOfARunThatWasHandedOverIsNotInDoubt() throws InterruptedException {
    inFlight("fail");
    world.lose();
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().output()).contains(Map.of("t", 1, "a", 1, "s", 1));
    assertThat(world.isDurable(Event.NodeRepeated.class, "a")).isFalse();
  }
}
