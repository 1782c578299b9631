package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.run.RunSummary;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoopDriveTest {
  private static final int MANY = 100_000;

  private final World world = new World().then("t", "loop", "l");

  private void over(int items, int concurrency) {
    List<@Nullable Object> numbers =
        Collections.unmodifiableList(IntStream.range(0, items).boxed().toList());
    world.script("l", context -> new Outcome.Iterating(numbers, concurrency, false));
  }

  @Test
  void aHundredThousandItemsNeedFewAppends() throws InterruptedException {
    over(MANY, 10);
    world.inside("l", "step", "b", Map.of());
    RunSummary summary = World.get(world.startAhead().ended());
    assertThat(summary.nodesExecuted()).isEqualTo(MANY + 2);
    assertThat(world.journal.count()).isLessThan(MANY / 200);
    List<?> items = (List<?>) summary.output().orElseThrow().get("items");
    assertThat(items)
        .hasSize(MANY)
        .allSatisfy(item -> assertThat(item).isEqualTo(Map.of("t", 1, "b", 1)));
    assertThat(world.stored().summary()).isEqualTo(summary);
  }

  @Test
  void everyIterationHasItsOwnKeyAndKeepsItAfterACrash() throws InterruptedException {
    over(4, 2);
    world.inside("l", "effect", "e", Map.of());
    Set<String> keys = ConcurrentHashMap.newKeySet();
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch lost = new CountDownLatch(1);
    world.script(
        "e",
        context -> {
          keys.add(context.idempotencyKey());
          if (calls.incrementAndGet() > 2 && lost.getCount() > 0) {
            lost.countDown();
            new CountDownLatch(1).await();
          }
          return Outcome.completed("out", Map.of("key", context.idempotencyKey()));
        });
    world.start();
    lost.await();
    world.crash();
    RunSummary summary = world.awaitStoredEnd();
    String id = world.last().toString();
    List<Map<String, Object>> elements =
        IntStream.range(0, 4)
            .mapToObj(i -> Map.<String, Object>of("t", 1, "key", id + "/e/" + i))
            .toList();
    assertThat(summary.output().orElseThrow()).containsEntry("items", elements);
    assertThat(keys).hasSize(4);
    assertThat(calls.get()).isGreaterThan(4);
  }

  @Test
  void aFailureInterruptsTheOtherIterationsAndTheRunGoesOn() throws InterruptedException {
    over(3, 3);
    world.inside("l", "effect", "e", Map.of("retry", Map.of("maxAttempts", 1)));
    world.node("effect", "rescue").errorEdge("l", "rescue");
    CountDownLatch others = new CountDownLatch(2);
    AtomicInteger interrupted = new AtomicInteger();
    world.script(
        "e",
        context -> {
          if (context.idempotencyKey().endsWith("/1")) {
            others.await();
            return Outcome.permanent(ErrorCode.INVALID_CONFIG, "no");
          }
          others.countDown();
          try {
            new CountDownLatch(1).await();
          } finally {
            interrupted.incrementAndGet();
          }
          return Outcome.completed("out", Map.of());
        });
    RunSummary summary = World.get(world.start().ended());
    assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(summary.output().orElseThrow()).containsKeys("error", "rescue");
    World.eventually(() -> interrupted.get() == 2);
  }

  @Test
  void aLoopWhoseIterationsAllWaitTakesNothing() {
    over(50, 50);
    world.inside("l", "wait", "w", Map.of());
    world.script(
        "w", context -> new Outcome.Waiting(context.now().plus(Duration.ofDays(1)), "a day"));
    world.start();
    World.eventually(
        () ->
            world.runs.size() == 0
                && world.journal.row(world.last()).orElseThrow().status() == RunStatus.WAITING);
    assertThat(world.isDurable(Event.LoopOpened.class, "l")).isTrue();
    world.now = world.now.plus(Duration.ofDays(1));
    world.runs.takeUp(world.claimed(false));
    assertThat(world.awaitStoredEnd().nodesExecuted()).isEqualTo(52);
  }
}
