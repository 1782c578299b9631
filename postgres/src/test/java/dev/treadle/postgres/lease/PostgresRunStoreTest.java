package dev.treadle.postgres.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.values.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PostgresRunStoreTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static ExecutionId waiting(PostgresJournal journal, Instant wakeAt) {
    ExecutionId run = Scene.newRun();
    journal.append(Scene.born(run, RunStatus.WAITING, Optional.of(wakeAt))).join();
    return run;
  }

  @Test
  void onlyWhatIsDueByTheDatabasesClockIsClaimedAndOnlyOnce() {
    try (Scene scene = Scene.open()) {
      Lease lease = scene.register(LONG);
      try (PostgresJournal journal = scene.journal(lease)) {
        Instant now = scene.store().now();
        ExecutionId due = waiting(journal, now.minusSeconds(1));
        ExecutionId later = waiting(journal, now.plusSeconds(3600));
        List<ClaimedRun> claimed = scene.store().claimReady(lease.replica(), 10);
        assertThat(claimed).extracting(ClaimedRun::execution).containsExactly(due);
        assertThat(claimed).allMatch(run -> !run.interrupted());
        assertThat(scene.store().claimReady(lease.replica(), 10)).isEmpty();
        assertThat(scene.store().owned(lease.replica()))
            .extracting(ClaimedRun::execution)
            .containsExactly(due);
        assertThat(scene.store().claimWaiting(lease.replica(), Scene.ORGANIZATION, later))
            .isPresent();
        assertThat(scene.store().claimWaiting(lease.replica(), Scene.ORGANIZATION, later))
            .isEmpty();
      }
    }
  }

  @Test
  void noTwoReplicasGetTheSameRun() throws Exception {
    try (Scene scene = Scene.open()) {
      Lease first = scene.register(LONG);
      Lease second = scene.register(LONG);
      try (PostgresJournal journal = scene.journal(first);
          ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Instant past = scene.store().now().minusSeconds(60);
        for (int i = 0; i < 300; i++) {
          waiting(journal, past);
        }
        List<Future<List<ClaimedRun>>> claims = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
          Lease lease = i % 2 == 0 ? first : second;
          claims.add(threads.submit(() -> scene.store().claimReady(lease.replica(), 7)));
        }
        List<ExecutionId> claimed = new ArrayList<>();
        for (Future<List<ClaimedRun>> claim : claims) {
          claim.get().forEach(run -> claimed.add(run.execution()));
        }
        assertThat(claimed).hasSize(300);
        assertThat(new HashSet<>(claimed)).hasSize(300);
      }
    }
  }

  @Test
  void aRunIsTakenOverWhenItsOwnersLeaseIsOverAndNotBefore() {
    try (Scene scene = Scene.open()) {
      Lease owner = scene.register(Duration.ofSeconds(2));
      Lease other = scene.register(LONG);
      ExecutionId run = Scene.newRun();
      try (PostgresJournal journal = scene.journal(owner)) {
        journal.append(Scene.born(run)).join();
        assertThat(scene.store().takeOver(other.replica(), 10)).isEmpty();
        assertThat(scene.store().renew(owner, Duration.ofMillis(100))).isPresent();
        List<ClaimedRun> taken = takenOver(scene, other);
        assertThat(taken).extracting(ClaimedRun::execution).containsExactly(run);
        assertThat(taken).allMatch(ClaimedRun::interrupted);
        assertThat(scene.store().renew(owner, LONG)).isEmpty();
        assertThat(journal.append(Scene.frame(run, 2))).failsWithin(Duration.ofSeconds(10));
        assertThat(scene.store().takeOver(other.replica(), 10)).isEmpty();
      }
    }
  }

  private static List<ClaimedRun> takenOver(Scene scene, Lease other) {
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      List<ClaimedRun> taken = scene.store().takeOver(other.replica(), 10);
      if (!taken.isEmpty() || System.nanoTime() > until) {
        return taken;
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Test
  void aReleasedLeaseHandsItsRunsOverAtOnce() {
    try (Scene scene = Scene.open()) {
      Lease owner = scene.register(LONG);
      Lease other = scene.register(LONG);
      ExecutionId run = Scene.newRun();
      try (PostgresJournal journal = scene.journal(owner)) {
        journal.append(Scene.born(run)).join();
      }
      scene.store().release(owner);
      assertThat(scene.store().takeOver(other.replica(), 10))
          .extracting(ClaimedRun::execution)
          .containsExactly(run);
      assertThat(scene.store().renew(owner, LONG)).isEmpty();
    }
  }

  @Test
  void whoLostItsLeaseClaimsNothing() {
    try (Scene scene = Scene.open()) {
      Lease lost = scene.register(LONG);
      try (PostgresJournal journal = scene.journal(lost)) {
        journal.append(Scene.born(Scene.newRun())).join();
        ExecutionId due = waiting(journal, scene.store().now().minusSeconds(1));
        scene.store().release(lost);
        assertThat(scene.store().claimReady(lost.replica(), 10)).isEmpty();
        assertThat(scene.store().takeOver(lost.replica(), 10)).isEmpty();
        assertThat(scene.store().claimWaiting(lost.replica(), Scene.ORGANIZATION, due)).isEmpty();
      }
    }
  }
}
