package dev.treadle.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.runtime.journal.Append;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a journal holds when its process is lost, the run comes to the same end. */
class PrefixesTest {
  private static final long SEEDS = 100;

  @Test
  void everyPrefixOfARecordedJournalContinuesToTheSameEnd() {
    int continued = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Recorded recorded = Recorded.play(seed);
      for (int frames = 1; frames < recorded.journal().size(); frames++) {
        List<Append> prefix = recorded.journal().subList(0, frames);
        assertThat(recorded.goOn(prefix))
            .as("seed %s after %s frames", seed, frames)
            .isEqualTo(recorded.end());
        continued++;
      }
    }
    assertThat(continued).isGreaterThan(100);
  }
}
