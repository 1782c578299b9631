package dev.treadle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.simulation.World.Played;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A test that cannot fail proves nothing: every bug that is planted in the world is found. */
class PlantedBugsTest {
  private static final long SEEDS = 2_000;

  @ParameterizedTest
  @EnumSource(value = PlantedBug.class, mode = Mode.EXCLUDE, names = "NONE")
  void isFound(PlantedBug bug) {
    assertThat(
            LongStream.range(0, SEEDS)
                .mapToObj(seed -> World.random(seed, bug, false).play())
                .anyMatch(Played::broken))
        .isTrue();
  }
}
