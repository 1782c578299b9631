package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.drive.MemoryJournal.Crash;
import dev.treadle.values.Awaited;
import dev.treadle.values.Outcome;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs that were read back with effects that are to begin. */
@Timeout(60)
class TakenUpTest {
  private final World world = new World();
  private final AtomicInteger effects = new AtomicInteger();

  private void countEffects() {
    world.script(
        "e",
        context -> {
          effects.incrementAndGet();
          return Outcome.completed("out", Map.of());
        });
  }

  @Test
  void aRunThatLacksASlotBeginsNothingThoughSomebodyKnocksWhileItReads() {
    world.then("t", "wait", "w").then("w", "effect", "e");
    world.script("w", c -> new Outcome.Awaiting(new Awaited.Signal("paid"), null, "awaits"));
    countEffects();
    world.start();
    World.eventually(() -> world.runs.size() == 0);
    AtomicBoolean once = new AtomicBoolean();
    world.whileReading =
        () -> {
          if (once.compareAndSet(false, true)) {
            world.runs.knock(world.last());
          }
        };
    world.leave(new Command.ReceiveSignal("paid", 1));
    world.slot = Slot.LACKING;
    world.runs.takeUp(world.claimed(false));
    World.eventually(() -> world.runs.size() == 0);
    assertThat(world.journal.row(world.last()).orElseThrow().status()).isEqualTo(RunStatus.PENDING);
    assertThat(effects).hasValue(0);
    world.slot = Slot.HELD;
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(effects).hasValue(1);
  }

  @Test
  void whoIsNotTheOwnerAnyMoreBeginsNoEffectOfWhatItReads() {
    world.then("t", "effect", "e");
    countEffects();
    world.journal.crashAt(new Crash(world.journal.count() + 2, true));
    world.start();
    World.eventually(() -> world.runs.size() == 0 && world.journal.hasCrashed());
    world.journal.heal();
    assertThat(world.stored().pending()).as("e is to begin").hasSize(1);
    assertThat(effects).hasValue(0);
    world.lose();
    Runs paused = world.runs;
    world.lose();
    paused.takeUp(world.claimed(false));
    World.eventually(() -> paused.size() == 0);
    assertThat(effects).hasValue(0);
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(effects).hasValue(1);
  }
}
