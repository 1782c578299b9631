package dev.treadle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.simulation.World.Played;
import org.junit.jupiter.api.Test;

/**
 * Plays many worlds. A failure names its seed; {@code -Dseed=…} plays that one alone and tells it
 * step by step, {@code -Dseeds=…} plays more of them.
 */
class SimulateTest {
  private static final long SEEDS = 2_000;

  @Test
  void nothingThatMustHoldIsEverBroken() {
    Long alone = Long.getLong("seed");
    if (alone != null) {
      Played played = World.random(alone, PlantedBug.NONE, true).play();
      System.out.println(played.told());
      assertThat(played.breach()).isEmpty();
      return;
    }
    long seeds = Long.getLong("seeds", SEEDS);
    for (long seed = 0; seed < seeds; seed++) {
      Played played = World.random(seed, PlantedBug.NONE, false).play();
      assertThat(played.breach()).as("-Dseed=%s", seed).isEmpty();
    }
  }

  @Test
  void aSeedIsAlwaysTheSamePlay() {
    for (long seed = 0; seed < 100; seed++) {
      Played once = World.random(seed, PlantedBug.NONE, true).play();
      Played again = World.random(seed, PlantedBug.NONE, true).play();
      assertThat(again.told()).as("seed %s", seed).isEqualTo(once.told());
      assertThat(again.digest()).isEqualTo(once.digest());
    }
  }
}
