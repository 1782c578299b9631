package dev.treadle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is durable when all processes are lost, the run comes to the same end. */
class PrefixesTest {
  private static final long SEEDS = 100;

  @Test
  void everyPrefixOfWhatWasDurableContinuesToTheSameEnd() {
    int continued = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Recorded recorded = Recorded.play(seed);
      for (int commits = 1; commits < recorded.commits().size(); commits++) {
        List<Database.Commit> prefix = recorded.commits().subList(0, commits);
        assertThat(recorded.goOn(prefix))
            .as("seed %s after %s commits", seed, commits)
            .isEqualTo(recorded.end());
        continued++;
      }
    }
    assertThat(continued).isGreaterThan(100);
  }
}
