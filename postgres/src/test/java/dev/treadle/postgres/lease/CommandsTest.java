package dev.treadle.postgres.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.engine.run.Decision.Rejection;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.catalog.Commands;
import dev.treadle.postgres.catalog.Commands.Fate;
import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.runtime.drive.Inbox.Letter;
import dev.treadle.runtime.drive.RunStore.Called;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Append.Beside;
import dev.treadle.runtime.journal.Append.Settled;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommandsTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Command.Asked SIGNAL = new Command.ReceiveSignal("paid", Map.of("n", 1));

  private static Append settling(ExecutionId run, int seq, Settled letter) {
    Append frame = Scene.frame(run, seq);
    return new Append(
        run, Scene.ORGANIZATION, seq, frame.body(), new Beside(Optional.empty(), List.of(letter)));
  }

  @Test
  void aCommandIsSettledWithTheFrameThatItCausedOrNotAtAll() {
    try (Scene scene = Scene.open()) {
      Commands commands = new Commands(scene.database().tenants());
      PostgresInbox inbox = new PostgresInbox(scene.database().journal());
      Lease lost = scene.register(LONG);
      Lease next = scene.register(LONG);
      ExecutionId run = Scene.newRun();
      long number;
      try (PostgresJournal journal = scene.journal(lost)) {
        journal.append(Scene.born(run)).join();
        number = commands.leave(Scene.ORGANIZATION, run, SIGNAL).orElseThrow();
        assertThat(inbox.read(Scene.ORGANIZATION, run)).containsExactly(new Letter(number, SIGNAL));
        scene.store().release(lost);
        assertThat(journal.append(settling(run, 2, new Settled(number, Optional.empty()))))
            .failsWithin(Duration.ofSeconds(10));
      }
      assertThat(commands.fate(Scene.ORGANIZATION, run, number)).isEqualTo(Fate.UNDECIDED);
      assertThat(scene.store().takeOver(next.replica(), 10)).hasSize(1);
      assertThat(inbox.read(Scene.ORGANIZATION, run)).hasSize(1);
      try (PostgresJournal journal = scene.journal(next)) {
        journal.append(settling(run, 2, new Settled(number, Optional.empty()))).join();
        assertThat(journal.load(run)).hasSize(2);
      }
      assertThat(inbox.read(Scene.ORGANIZATION, run)).isEmpty();
      assertThat(commands.fate(Scene.ORGANIZATION, run, number)).isEqualTo(Fate.ACCEPTED);
    }
  }

  @Test
  void ownersAreCalledForTheirRunsAndEverybodyForThoseThatWait() {
    try (Scene scene = Scene.open()) {
      Commands commands = new Commands(scene.database().tenants());
      Lease owner = scene.register(LONG);
      Lease other = scene.register(LONG);
      ExecutionId driven = Scene.newRun();
      ExecutionId waiting = Scene.newRun();
      try (PostgresJournal journal = scene.journal(owner)) {
        journal.append(Scene.born(driven)).join();
        journal.append(Scene.born(waiting, RunStatus.WAITING, Optional.empty())).join();
        commands.leave(Scene.ORGANIZATION, waiting, SIGNAL);
        long number = commands.leave(Scene.ORGANIZATION, driven, SIGNAL).orElseThrow();
        commands.leave(Scene.ORGANIZATION, driven, SIGNAL);
        Called nobodys = new Called(Scene.ORGANIZATION, waiting, true);
        Called owners = new Called(Scene.ORGANIZATION, driven, false);
        assertThat(scene.store().called(owner.replica(), 10)).containsExactly(nobodys, owners);
        assertThat(scene.store().called(other.replica(), 10)).containsExactly(nobodys);
        Settled refused = new Settled(number, Optional.of(Rejection.TOO_MANY_SIGNALS));
        journal.append(settling(driven, 2, refused)).join();
        assertThat(commands.fate(Scene.ORGANIZATION, driven, number))
            .isEqualTo(Fate.TOO_MANY_SIGNALS);
        assertThat(scene.store().called(owner.replica(), 10)).containsExactly(nobodys, owners);
      }
    }
  }

  @Test
  void aRunThatEndedAndOneOfOthersTakeNone() {
    try (Scene scene = Scene.open()) {
      Commands commands = new Commands(scene.database().tenants());
      Lease lease = scene.register(LONG);
      ExecutionId run = Scene.newRun();
      ExecutionId ended = Scene.newRun();
      try (PostgresJournal journal = scene.journal(lease)) {
        journal.append(Scene.born(run)).join();
        journal.append(Scene.born(ended, RunStatus.COMPLETED, Optional.empty())).join();
      }
      OrganizationId others = new OrganizationId(UUID.randomUUID());
      assertThat(commands.leave(Scene.ORGANIZATION, ended, SIGNAL)).isEmpty();
      assertThat(commands.leave(others, run, SIGNAL)).isEmpty();
      assertThat(commands.fate(Scene.ORGANIZATION, ended, 1)).isEqualTo(Fate.RUN_ENDED);
    }
  }

  @Test
  void aCommandIsHeardByEveryReplica() throws InterruptedException {
    try (Scene scene = Scene.open()) {
      Commands commands = new Commands(scene.database().tenants());
      Lease lease = scene.register(LONG);
      ExecutionId run = Scene.newRun();
      CountDownLatch ready = new CountDownLatch(2);
      CountDownLatch heard = new CountDownLatch(4);
      Runnable told =
          () -> {
            ready.countDown();
            heard.countDown();
          };
      try (PostgresJournal journal = scene.journal(lease);
          CommandCalls one = new CommandCalls(scene.database()::connectJournal, told);
          CommandCalls two = new CommandCalls(scene.database()::connectJournal, told)) {
        assertThat(one).isNotSameAs(two);
        journal.append(Scene.born(run)).join();
        assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
        commands.leave(Scene.ORGANIZATION, run, SIGNAL);
        assertThat(heard.await(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }
}
