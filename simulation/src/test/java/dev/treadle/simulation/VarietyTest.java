package dev.treadle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Guards the others: what never happens in any play was never looked at. */
class VarietyTest {
  private static final long SEEDS = 300;

  @Test
  void everyKindOfThingHappens() {
    Set<String> seen = new TreeSet<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      seen.addAll(World.random(seed, PlantedBug.NONE, false).play().seen());
    }
    assertThat(seen)
        .contains("retry", "retry inside", "deadline")
        .contains("in doubt: repeated", "in doubt: approved", "in doubt: failed")
        .contains("waited for at 1", "waited for at 2", "called at 1", "called at 2")
        .contains("waits", "waits inside", "has its child's output", "has its child's failure")
        .contains("gives its child up", "child cancelled", "cancelled");
  }
}
