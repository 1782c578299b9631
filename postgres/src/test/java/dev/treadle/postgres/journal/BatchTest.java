package dev.treadle.postgres.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  void aRowThatIsSentAgainLeavesARunToWhoClaimedItMeanwhile() throws SQLException {
    try (Scene scene = Scene.open();
        Connection connection = scene.database().connectJournal()) {
      Lease first = scene.register(LONG);
      Lease second = scene.register(LONG);
      ExecutionId run = Scene.newRun();
      Append born = Scene.born(run);
      new Batch(List.of(born)).write(connection, first, false);
      Batch rests = new Batch(List.of(rests(born, scene)));
      rests.write(connection, first, false);
      assertThat(scene.store().claimReady(second.replica(), 10)).hasSize(1);
      rests.write(connection, first, true);
      assertThat(scene.store().owned(second.replica()))
          .extracting(ClaimedRun::execution)
          .containsExactly(run);
    }
  }

  /** The row of a run that waits for a moment which has passed. */
  private static Append rests(Append born, Scene scene) {
    RunRow row = born.row().orElseThrow();
    RunRow.Times times =
        new RunRow.Times(
            row.times().startedAt(),
            Optional.empty(),
            Optional.of(scene.store().now().minusSeconds(1)));
    RunRow waits =
        new RunRow(false, row.workflow(), row.version(), RunStatus.WAITING, times, row.totals());
    return new Append(born.execution(), born.organization(), 2, "", Optional.of(waits));
  }
}
