package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Command;
import dev.treadle.runtime.host.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MailboxTest {
  private static final Command COMMAND = new Command.CancelRun("x");

  private final Mailbox mailbox = new Mailbox(Host.process());

  @Test
  void takesNothingAfterItClosed() {
    assertThat(mailbox.closeIfEmpty()).isTrue();
    assertThat(mailbox.offer(COMMAND)).isFalse();
  }

  @Test
  void doesNotCloseOverACommand() {
    mailbox.offer(COMMAND);
    assertThat(mailbox.closeIfEmpty()).isFalse();
    assertThat(mailbox.poll()).isEqualTo(COMMAND);
    assertThat(mailbox.closeIfEmpty()).isTrue();
  }

  @Test
  void aNudgeThatComesBeforeTheSleepIsNotLost() throws InterruptedException {
    mailbox.nudge();
    assertThat(mailbox.await(Duration.ofHours(1))).isNull();
  }

  @Test
  void aCommandWakesTheDriver() throws InterruptedException {
    Thread sender = Thread.ofVirtual().start(() -> mailbox.offer(COMMAND));
    assertThat(mailbox.await(Duration.ofHours(1))).isEqualTo(COMMAND);
    sender.join();
  }

  @Test
  void sleepsNoLongerThanItIsTold() throws InterruptedException {
    assertThat(mailbox.await(Duration.ofMillis(1))).isNull();
    assertThat(mailbox.await(Duration.ofSeconds(-1))).isNull();
  }

  @Test
  void everyCommandThatWasTakenIsRead() throws InterruptedException {
    AtomicInteger taken = new AtomicInteger();
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      senders.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (mailbox.offer(COMMAND)) {
                      taken.incrementAndGet();
                      LockSupport.parkNanos(1_000);
                    }
                  }));
    }
    int read = 0;
    while (read < 1_000 || !mailbox.closeIfEmpty()) {
      if (mailbox.await(Duration.ofMillis(1)) != null) {
        read++;
      }
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(read).isEqualTo(taken.get());
  }
}
