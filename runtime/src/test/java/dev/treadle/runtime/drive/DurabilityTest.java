package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.MemoryJournal.Crash;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DurabilityTest {
  private final World world = new World();

  @Test
  void aPureRunNeedsOneAppendWhenItRunsAhead() throws InterruptedException {
    world.then("t", "step", "a").then("a", "step", "b");
    var going = world.startAhead();
    assertThat(World.get(going.ended()).output()).contains(Map.of("t", 1, "a", 1, "b", 1));
    assertThat(world.journal.count()).isEqualTo(1);
    assertThat(World.get(going.accepted()).status()).isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void aRunThatIsNotAheadExistsBeforeItsFirstNodeRuns() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    world.script(
        "t",
        context -> {
          ran.countDown();
          return Outcome.completed("out", Map.of());
        });
    world.journal.hold();
    var going = world.start();
    world.journal.awaitHeld();
    assertThat(ran.getCount()).isEqualTo(1);
    assertThat(going.accepted()).isNotDone();
    world.journal.release();
    World.get(going.ended());
  }

  @Test
  void theEndIsToldWhenItIsDurable() throws InterruptedException {
    world.journal.hold();
    var going = world.startAhead();
    world.journal.awaitHeld();
    assertThat(going.ended()).isNotDone();
    world.journal.release();
    World.get(going.ended());
    assertThat(world.journal.row(world.last()).orElseThrow().status())
        .isEqualTo(RunStatus.COMPLETED);
  }

  @Test
  void anEffectStartsWhenItsIntentIsDurable() throws InterruptedException {
    Queue<Boolean> seen = new ConcurrentLinkedQueue<>();
    world.then("t", "step", "p").then("p", "effect", "e");
    world.script(
        "e",
        context -> {
          seen.add(world.isDurable(Event.NodeStarted.class, "e"));
          return Outcome.completed("out", Map.of());
        });
    world.journal.hold();
    var going = world.startAhead();
    world.journal.awaitHeld();
    assertThat(seen).as("nothing is durable").isEmpty();
    world.journal.release();
    World.get(going.ended());
    assertThat(seen).containsExactly(true);
  }

  @Test
  void theCompletionOfAnEffectIsDurableBeforeTheNextOneStarts() throws InterruptedException {
    Queue<Boolean> seen = new ConcurrentLinkedQueue<>();
    world.then("t", "effect", "e").then("e", "step", "p").then("p", "effect", "f");
    world.script(
        "f",
        context -> {
          seen.add(world.isDurable(Event.NodeCompleted.class, "e"));
          seen.add(world.isDurable(Event.NodeCompleted.class, "p"));
          return Outcome.completed("out", Map.of());
        });
    World.get(world.start().ended());
    assertThat(seen).containsExactly(true, true);
  }

  @Test
  void outcomesThatArriveWhileAnAppendIsInFlightAreWrittenTogether() throws InterruptedException {
    int many = 200;
    CountDownLatch begun = new CountDownLatch(many);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger left = new AtomicInteger(many);
    for (int i = 0; i < many; i++) {
      world.then("t", "effect", "e" + i);
      world.script(
          "e" + i,
          context -> {
            begun.countDown();
            go.await();
            left.decrementAndGet();
            return Outcome.completed("out", Map.of());
          });
    }
    var going = world.start();
    begun.await();
    int before = world.journal.count();
    world.journal.hold();
    go.countDown();
    world.journal.awaitHeld();
    World.eventually(() -> left.get() == 0);
    world.journal.release();
    assertThat(World.get(going.ended()).nodesExecuted()).isEqualTo(many + 1);
    assertThat(world.journal.count() - before).isLessThan(many / 4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCrashAtAnyAppendIsFollowedByTheSameEnd(boolean afterwards) throws InterruptedException {
    for (int at = 2; at <= 6; at++) {
      World other = new World();
      other.then("t", "effect", "e").then("t", "effect", "f").then("e", "step", "p");
      other.then("p", "effect", "g").edge("f", "g");
      other.script(
          "f",
          context ->
              context.attempt() == 1
                  ? Outcome.completed("out", Map.of("f", 2))
                  : Outcome.permanent(
                      ErrorCode.NODE_CRASHED, "a crash must not use up an attempt"));
      other.journal.crashAt(new Crash(at, afterwards));
      var going = other.start();
      World.eventually(() -> going.ended().isDone());
      other.journal.heal();
      if (!other.stored().status().hasEnded()) {
        other.crash();
      }
      assertThat(other.awaitStoredEnd().output())
          .as("crash at append %s", at)
          .contains(Map.of("t", 1, "e", 1, "f", 2, "p", 1, "g", 1));
    }
  }

  @Test
  void aResumptionIsDurableBeforeAnythingIsDoneAgain() {
    Queue<Boolean> seen = new ConcurrentLinkedQueue<>();
    world.then("t", "effect", "e").then("e", "step", "p");
    world.journal.crashAt(new Crash(2, true));
    world.start();
    World.eventually(() -> world.runs.size() == 0);
    world.journal.heal();
    world.script(
        "e",
        context -> {
          seen.add(
              world.journal.events(world.last()).stream()
                  .anyMatch(Event.RunResumed.class::isInstance));
          return Outcome.completed("out", Map.of());
        });
    world.crash();
    world.awaitStoredEnd();
    assertThat(seen).containsExactly(true);
  }

  @Test
  void aPureNodeThatEndsTheProcessIsGivenUpAfterTenResumptions() {
    world.then("t", "step", "p");
    CountDownLatch never = new CountDownLatch(1);
    world.script(
        "p",
        context -> {
          never.await();
          return Outcome.completed("out", Map.of());
        });
    world.start();
    World.eventually(() -> world.journal.count() > 0);
    for (int i = 1; i <= 10; i++) {
      int resumptions = i;
      world.crash();
      World.eventually(
          () ->
              world.journal.events(world.last()).stream()
                      .filter(Event.RunResumed.class::isInstance)
                      .count()
                  == resumptions);
    }
    world.crash();
    assertThat(world.awaitStoredEnd().error().orElseThrow()).containsEntry("code", "POISON");
  }
}
