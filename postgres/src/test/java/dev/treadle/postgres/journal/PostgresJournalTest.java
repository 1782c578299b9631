package dev.treadle.postgres.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.postgres.testkit.Scene;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Frame;
import dev.treadle.runtime.journal.Journal.FencedException;
import dev.treadle.runtime.journal.Journal.UnwritableException;
import dev.treadle.values.ExecutionId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PostgresJournalTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** Keeps every batch waiting while it is open. */
  private static Connection hold(Scene scene) throws SQLException {
    Connection holder = scene.owner();
    holder.setAutoCommit(false);
    try (Statement lock = holder.createStatement()) {
      lock.execute("select 1 from replica for update");
    }
    return holder;
  }

  private static int rows(Scene scene, String table) throws SQLException {
    try (Connection journal = scene.database().connectJournal();
        Statement count = journal.createStatement();
        ResultSet row = count.executeQuery("select count(*) from " + table)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void oneBadAppendFailsAloneAndItsNeighboursAreDurable() throws SQLException {
    try (Scene scene = Scene.open();
        PostgresJournal journal = scene.journal(scene.register(LONG))) {
      ExecutionId twice = Scene.newRun();
      journal.append(Scene.born(twice)).join();
      List<Append> good =
          IntStream.range(0, 100).mapToObj(i -> Scene.born(Scene.newRun())).toList();
      List<CompletableFuture<Void>> durable = new ArrayList<>();
      CompletableFuture<Void> bad;
      CompletableFuture<Void> nul;
      try (Connection holder = hold(scene)) {
        good.subList(0, 50).forEach(append -> durable.add(journal.append(append)));
        bad = journal.append(Scene.frame(twice, 1));
        nul = journal.append(Scene.frame(Scene.newRun(), 1, "[\"\u0000\"]"));
        good.subList(50, 100).forEach(append -> durable.add(journal.append(append)));
        holder.commit();
      }
      durable.forEach(CompletableFuture::join);
      for (CompletableFuture<Void> refused : List.of(bad, nul)) {
        assertThatThrownBy(refused::join)
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(UnwritableException.class);
      }
      good.forEach(append -> assertThat(journal.load(append.execution())).hasSize(1));
      assertThat(rows(scene, "execution")).isEqualTo(101);
    }
  }

  @Test
  void nothingIsWrittenAfterTheLeaseWasTaken() throws SQLException {
    try (Scene scene = Scene.open()) {
      Lease lease = scene.register(LONG);
      try (PostgresJournal journal = scene.journal(lease)) {
        ExecutionId before = Scene.newRun();
        journal.append(Scene.born(before)).join();
        scene.store().release(lease);
        for (int i = 0; i < 3; i++) {
          CompletableFuture<Void> late = journal.append(Scene.frame(before, 2));
          assertThatThrownBy(late::join).hasCauseInstanceOf(FencedException.class);
        }
        assertThat(journal.isFenced()).isTrue();
        assertThat(journal.isOverloaded()).isTrue();
        assertThat(rows(scene, "journal")).isEqualTo(1);
      }
    }
  }

  @Test
  void everyAppendIsDurableOnceThoughConnectionsAreKilled() throws Exception {
    try (Scene scene = Scene.open();
        PostgresJournal journal = scene.journal(scene.register(LONG));
        Connection killer = scene.database().connectJournal()) {
      AtomicBoolean done = new AtomicBoolean();
      Thread kills =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!done.get()) {
                      terminateOthers(killer);
                      LockSupport.parkNanos(Duration.ofMillis(15).toNanos());
                    }
                  });
      List<ExecutionId> runs = IntStream.range(0, 200).mapToObj(i -> Scene.newRun()).toList();
      List<CompletableFuture<Void>> durable = new ArrayList<>();
      runs.forEach(run -> durable.add(journal.append(Scene.born(run))));
      for (int seq = 2; seq <= 20; seq++) {
        int next = seq;
        runs.forEach(run -> durable.add(journal.append(Scene.frame(run, next))));
        durable.getLast().join();
      }
      durable.forEach(CompletableFuture::join);
      done.set(true);
      kills.join();
      assertThat(rows(scene, "journal")).isEqualTo(200 * 20);
      assertThat(rows(scene, "execution")).isEqualTo(200);
    }
  }

  private static void terminateOthers(Connection killer) {
    try (Statement kill = killer.createStatement()) {
      kill.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user"
              + " and datname = current_database() and pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void framesAreReadInTheirOrder() {
    try (Scene scene = Scene.open();
        PostgresJournal journal = scene.journal(scene.register(LONG))) {
      ExecutionId run = Scene.newRun();
      journal.append(Scene.born(run)).join();
      List<CompletableFuture<Void>> durable = new ArrayList<>();
      for (int seq = 25; seq >= 2; seq--) {
        durable.add(journal.append(Scene.frame(run, seq)));
      }
      durable.forEach(CompletableFuture::join);
      assertThat(journal.load(run))
          .extracting(Frame::firstSeq)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 25).boxed().toList());
      assertThat(journal.load(Scene.newRun())).isEmpty();
    }
  }

  @Test
  void whoAppendsMoreThanThereIsRoomForWaits() throws Exception {
    try (Scene scene = Scene.open();
        PostgresJournal journal = scene.journal(scene.register(LONG))) {
      ExecutionId run = Scene.newRun();
      journal.append(Scene.born(run)).join();
      String large = "[1767225600000,[\"node\",\"" + "n".repeat(4 << 20) + "\"]]";
      Thread last;
      try (Connection holder = hold(scene)) {
        for (int seq = 2; seq < 17; seq++) {
          assertThat(journal.append(Scene.frame(run, seq, large))).isNotDone();
        }
        assertThat(journal.isOverloaded()).isTrue();
        last = Thread.ofPlatform().start(() -> journal.append(Scene.frame(run, 17, large)).join());
        assertThat(last.join(Duration.ofMillis(300))).isFalse();
        holder.commit();
      }
      last.join();
      assertThat(rows(scene, "journal")).isEqualTo(17);
      assertThat(journal.isOverloaded()).isFalse();
    }
  }
}
