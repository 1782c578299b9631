package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that runs ahead of its journal may have come far when its first row is written. */
@Timeout(60)
class FirstRowTest {
  /** Somewhere here the draft becomes long enough to be written just when the run comes to wait. */
  private static final int FEWEST = 248;

  private static final int MOST = 258;

  @Test
  void noRowSaysThatItsRunWaitsBeforeItsDriverHasLeftIt() {
    for (int steps = FEWEST; steps <= MOST; steps++) {
      for (boolean skips : new boolean[] {false, true}) {
        for (RunRow row : rows(steps, skips)) {
          if (row.status() == RunStatus.WAITING) {
            assertThat(row.times().wakeAt()).as("%d steps", steps).isPresent();
          }
        }
      }
    }
  }

  private static List<RunRow> rows(int steps, boolean skips) {
    World world = new World();
    String before = "t";
    for (int i = 0; i < steps; i++) {
      world.then(before, "step", "s" + i);
      before = "s" + i;
    }
    world.then(before, "wait", "w");
    world.script(
        "w", context -> new Outcome.Waiting(context.now().plus(Duration.ofDays(1)), "a day"));
    if (skips) {
      world.node("step", "x").errorEdge("t", "x");
    }
    List<RunRow> rows = new CopyOnWriteArrayList<>();
    world.journal.onRow((execution, row) -> rows.add(row));
    world.startAhead();
    World.eventually(() -> world.runs.size() == 0);
    assertThat(rows.getLast().status()).isEqualTo(RunStatus.WAITING);
    return rows;
  }
}
