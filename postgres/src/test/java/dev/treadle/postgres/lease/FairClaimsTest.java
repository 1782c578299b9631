package dev.treadle.postgres.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.postgres.journal.PostgresJournal;
import dev.treadle.postgres.testkit.Queue;
import dev.treadle.postgres.testkit.Scene;
import dev.treadle.postgres.tier.Concurrency;
import dev.treadle.postgres.tier.Tier;
import dev.treadle.runtime.drive.RunStore.ClaimedRun;
import dev.treadle.runtime.drive.RunStore.Lease;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is next of those that are queued, and how many go on at once. */
class FairClaimsTest {
  private static final int CLAIMERS = 8;

  private final Scene scene = Scene.open();
  private final Lease lease = scene.register(Duration.ofMinutes(5));
  private final PostgresJournal journal = scene.journal(lease);

  @AfterEach
  void close() {
    journal.close();
    scene.close();
  }

  private PostgresRunStore store(Map<Tier, Integer> most, Map<Tier, Integer> weights) {
    return new PostgresRunStore(scene.database().journal(), new Concurrency(most, weights));
  }

  private List<ClaimedRun> claim(PostgresRunStore store, int room) {
    return store.claimQueued(lease.replica(), room).runs();
  }

  private static long of(Queue queue, List<ClaimedRun> runs) {
    return runs.stream().filter(run -> run.organization().equals(queue.organization())).count();
  }

  /** Of 600 places, 400 are expected with a deviation of 11.5; of two equal ones 300. */
  @Test
  void anOrganizationOfTwiceTheWeightGetsTwoPlacesForOne() {
    Queue heavy = Queue.of(scene, Tier.GROWTH);
    Queue light = Queue.of(scene, Tier.ELITE);
    heavy.queue(journal, 5, 600);
    light.queue(journal, 5, 600);
    PostgresRunStore store = store(Map.of(), Map.of(Tier.GROWTH, 2));
    List<ClaimedRun> runs = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      runs.addAll(claim(store, 1));
    }
    assertThat(runs).hasSize(600);
    assertThat(of(heavy, runs)).isBetween(343L, 457L);
    assertThat(of(light, runs)).isEqualTo(600 - of(heavy, runs));
  }

  /** Within one claim the lots move an organization's runs by few places only. */
  @Test
  void aClaimOfManyIsSharedByWeightToo() {
    Queue heavy = Queue.of(scene, Tier.GROWTH);
    Queue light = Queue.of(scene, Tier.ELITE);
    heavy.queue(journal, 5, 100);
    light.queue(journal, 5, 100);
    PostgresRunStore store = store(Map.of(), Map.of(Tier.GROWTH, 3, Tier.ELITE, 1));
    List<ClaimedRun> runs = claim(store, 80);
    assertThat(runs).hasSize(80);
    assertThat(of(heavy, runs)).isBetween(50L, 70L);
  }

  @Test
  void whatIsAloneGetsEveryPlaceWhateverItsWeight() {
    Queue alone = Queue.of(scene, Tier.FREE);
    alone.queue(journal, 5, 90);
    PostgresRunStore store = store(Map.of(), Map.of(Tier.GROWTH, 50));
    assertThat(claim(store, 80)).hasSize(80);
  }

  /** Turn 0 has begun before, 1 is priority 9, 10 is priority 0. */
  @Test
  void withinAnOrganizationWhatHasBegunGoesFirstThenThePriorityThenTheOldest() {
    Queue queue = Queue.of(scene, Tier.ELITE);
    List<ExecutionId> low = queue.queue(journal, 10, 3);
    List<ExecutionId> usual = queue.queue(journal, 5, 3);
    List<ExecutionId> high = queue.queue(journal, 1, 3);
    List<ExecutionId> begun = queue.queue(journal, 0, 3);
    PostgresRunStore store = store(Map.of(), Map.of());
    List<ExecutionId> order = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      claim(store, 1).forEach(run -> order.add(run.execution()));
    }
    assertThat(order.subList(0, 3)).isEqualTo(begun);
    assertThat(order.subList(3, 6)).isEqualTo(high);
    assertThat(order.subList(6, 9)).isEqualTo(usual);
    assertThat(order.subList(9, 12)).isEqualTo(low);
  }

  /** Otherwise whoever calls everything urgent would be served alone. */
  @Test
  void aPriorityIsWorthNothingBesideAnotherOrganization() {
    Queue urgent = Queue.of(scene, Tier.ELITE);
    Queue patient = Queue.of(scene, Tier.ELITE);
    urgent.queue(journal, 1, 100);
    patient.queue(journal, 10, 100);
    List<ClaimedRun> runs = claim(store(Map.of(), Map.of()), 80);
    assertThat(of(patient, runs)).isBetween(30L, 50L);
  }

  @Test
  void everyTierHasItsOwnLimitAndOneWithoutTakesNoSlot() {
    List<Queue> queues = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      Queue queue = Queue.of(scene, tier);
      queue.queue(journal, 5, 20);
      queues.add(queue);
    }
    PostgresRunStore store = store(Map.of(Tier.FREE, 1, Tier.STARTER, 3, Tier.GROWTH, 7), Map.of());
    for (int i = 0; i < 4; i++) {
      claim(store, 100);
    }
    assertThat(queues).extracting(Queue::running).containsExactly(1, 3, 7, 20);
    assertThat(queues).extracting(Queue::taken).containsExactly(1, 3, 7, 0);
  }

  @Test
  void aLimitIsOfEachOrganizationAndNotOfItsTier() {
    Queue one = Queue.of(scene, Tier.FREE);
    Queue other = Queue.of(scene, Tier.FREE);
    one.queue(journal, 5, 20);
    other.queue(journal, 5, 20);
    claim(store(Map.of(Tier.FREE, 4), Map.of()), 100);
    assertThat(List.of(one, other)).extracting(Queue::running).containsExactly(4, 4);
  }

  private static <T> List<T> atOnce(Callable<T> call) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(CLAIMERS)) {
      List<T> all = new ArrayList<>();
      for (Future<T> done :
          threads.invokeAll(IntStream.range(0, CLAIMERS).mapToObj(i -> call).toList())) {
        all.add(done.get());
      }
      return all;
    }
  }

  private List<ClaimedRun> claimAtOnce(PostgresRunStore store) throws Exception {
    return atOnce(() -> claim(store, 5)).stream().flatMap(List::stream).toList();
  }

  /** Whoever passes over a slot that another is taking, finds it free or taken the next time. */
  @Test
  void withManyClaimersAtOnceTheLimitIsReachedAndNeverPassed() throws Exception {
    Queue queue = Queue.of(scene, Tier.FREE);
    queue.queue(journal, 5, 200);
    PostgresRunStore store = store(Map.of(Tier.FREE, 7), Map.of());
    List<ClaimedRun> going = new ArrayList<>();
    for (int round = 0; round < 25; round++) {
      going.addAll(claimAtOnce(store));
      assertThat(going).hasSizeLessThanOrEqualTo(7);
      going.addAll(claim(store, 7));
      assertThat(going).hasSize(7);
      assertThat(queue.running()).isEqualTo(7);
      assertThat(queue.taken()).isEqualTo(7);
      for (int i = 0; i < 1 + round % 7; i++) {
        Queue.end(journal, going.removeFirst());
      }
    }
    assertThat(queue.taken()).isEqualTo(going.size());
  }

  @Test
  void newRunsAndQueuedOnesTakeTheSameSlots() throws Exception {
    Queue queue = Queue.of(scene, Tier.FREE);
    RunningSlots slots = new RunningSlots(scene.database().journal());
    OrganizationId organization = queue.organization();
    Callable<Boolean> start =
        () -> slots.claim(lease.replica(), organization, new ExecutionId(UUID.randomUUID()), 5);
    int started = 0;
    for (int i = 0; i < 3; i++) {
      started += (int) atOnce(start).stream().filter(got -> got).count();
    }
    assertThat(started).isEqualTo(5);
    queue.queue(journal, 5, 10);
    assertThat(claim(store(Map.of(Tier.FREE, 5), Map.of()), 10)).isEmpty();
    List<ClaimedRun> more = claim(store(Map.of(Tier.FREE, 8), Map.of()), 10);
    assertThat(more).hasSize(3);
    assertThat(atOnce(start)).containsOnly(false);
  }

  /** Slots up to the limit become free before those beyond it. */
  @Test
  void afterALimitIsLoweredTheRunsThatGoOnEndFirst() {
    Queue queue = Queue.of(scene, Tier.FREE);
    queue.queue(journal, 5, 20);
    List<ClaimedRun> going = claim(store(Map.of(Tier.FREE, 6), Map.of()), 10);
    assertThat(going).hasSize(6);
    PostgresRunStore lower = store(Map.of(Tier.FREE, 2), Map.of());
    for (int ended = 1; ended < 6; ended++) {
      Queue.end(journal, going.get(ended - 1));
      claim(lower, 10);
      assertThat(queue.running()).isLessThanOrEqualTo(Math.max(2, 6 - ended));
    }
    Queue.end(journal, going.getLast());
    claim(lower, 10);
    assertThat(queue.running()).isEqualTo(2);
    assertThat(queue.taken()).isEqualTo(2);
  }
}
