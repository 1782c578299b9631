package dev.treadle.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Event;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.server.cli.Sink;
import dev.treadle.values.ExecutionId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas are told to stop one after the other, and nobody notices. */
class RollingRestartTest {
  private static final Duration MOST = Duration.ofSeconds(2);

  @TempDir private Path folder = Path.of("");

  @Test
  void aRollingRestartFailsNoRequestAndDelaysNoRunByMoreThanTwoSeconds()
      throws IOException, InterruptedException, SQLException {
    try (Sink sink = Sink.open();
        Cluster cluster = Cluster.start(folder, 3, Map.of("TREADLE_SHUTDOWN_GRACE", "PT1S"));
        Callers callers = new Callers(cluster)) {
      Archive archive = new Archive(cluster);
      archive.watch();
      callers.begin(8, List.of(Workloads.calls(callers, sink, 9)), Duration.ofMillis(100));
      FaultsTest.until("all are ready", () -> callers.ready().size() == cluster.size());
      for (int i = 0; i < cluster.size(); i++) {
        int replica = i;
        cluster.child(replica).process().destroy();
        assertThat(cluster.child(replica).end(Duration.ofSeconds(20))).isIn(0, 143);
        cluster.startAgain(replica);
        FaultsTest.until("it is ready again", () -> callers.ready().contains(replica));
      }
      callers.end();
      FaultsTest.until("every run has ended", () -> archive.open() == 0);
      assertThat(callers.failures()).isEmpty();
      Map<ExecutionId, List<Frame>> journals = archive.journals();
      assertThat(journals).containsKeys(callers.accepted().toArray(ExecutionId[]::new));
      journals.forEach((run, frames) -> checkThatNobodyNoticed(run, Frame.events(frames)));
      assertThat(archive.staleWrites()).isEmpty();
      assertThat(sink.deliveries().values()).containsOnly(1);
    }
  }

  /** A call takes a while, and what comes on top of it is delay. */
  private static void checkThatNobodyNoticed(ExecutionId run, List<Event> events) {
    assertThat(events.getLast()).isInstanceOf(Event.RunCompleted.class);
    assertThat(events).noneMatch(Event.RunResumed.class::isInstance);
    for (int i = 1; i < events.size(); i++) {
      Duration pause = Duration.between(events.get(i - 1).at(), events.get(i).at());
      assertThat(pause).as(run + " before " + events.get(i)).isLessThan(MOST);
    }
  }
}
