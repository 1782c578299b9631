package dev.treadle.postgres.database;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class GroupedReadTest {
  private final CountDownLatch opened = new CountDownLatch(1);
  private final LinkedBlockingQueue<List<Integer>> reads = new LinkedBlockingQueue<>();
  private final GroupedRead<Integer, String> grouped = new GroupedRead<>(this::read);

  /** Answers nothing before it is opened, and refuses whoever is in company of 13. */
  private Map<Integer, String> read(List<Integer> keys) {
    reads.add(keys);
    try {
      opened.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (keys.contains(13)) {
      throw new DatabaseException("refused", null);
    }
    return keys.stream().collect(toMap(Function.identity(), key -> "of " + key));
  }

  private record Asking(FutureTask<String> answer, Thread thread) {}

  private Asking ask(int key) {
    FutureTask<String> answer = new FutureTask<>(() -> grouped.get(key));
    return new Asking(answer, Thread.ofVirtual().start(answer));
  }

  @Test
  void whoAsksWhileOthersAreReadIsReadTogether() throws Exception {
    List<Asking> first = List.of(ask(1_000), ask(2_000));
    List<List<Integer>> onTheirWay = List.of(reads.take(), reads.take());
    assertThat(onTheirWay).containsExactlyInAnyOrder(List.of(1_000), List.of(2_000));
    List<Asking> asking = new ArrayList<>(first);
    for (int key = 100; key < 200; key++) {
      asking.add(ask(key));
    }
    asking.forEach(GroupedReadTest::awaitWait);
    opened.countDown();
    for (Asking asked : asking) {
      assertThat(asked.answer.get()).startsWith("of ");
    }
    assertThat(reads).hasSizeBetween(4, 6).allMatch(keys -> keys.size() <= 32);
    assertThat(reads.stream().flatMap(List::stream)).hasSize(100).doesNotHaveDuplicates();
    assertThat(asking.get(57).answer.get()).isEqualTo("of 155");
  }

  @Test
  void aKeyThatIsAskedForTwiceIsReadOnce() throws Exception {
    List<Asking> first = List.of(ask(1_000), ask(2_000));
    reads.take();
    reads.take();
    List<Asking> twice = List.of(ask(7), ask(7));
    twice.forEach(GroupedReadTest::awaitWait);
    opened.countDown();
    for (Asking asked : twice) {
      assertThat(asked.answer.get()).isEqualTo("of 7");
    }
    assertThat(reads).containsExactly(List.of(7));
    first.getFirst().answer.get();
  }

  @Test
  void aRefusalIsForThoseWhoSharedItAlone() {
    opened.countDown();
    assertThatThrownBy(() -> grouped.get(13)).isInstanceOf(DatabaseException.class);
    assertThat(grouped.get(14)).isEqualTo("of 14");
  }

  private static void awaitWait(Asking asked) {
    while (asked.thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }
}
