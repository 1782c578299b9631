package dev.treadle.postgres.journal;

import dev.treadle.runtime.journal.Append;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Appends on their way to the database, bounded: whoever has more to write than there is room for
 * waits. Room is given back a batch at a time, because the one writer would spend its time on it.
 */
final class Backlog {
  /** How much may be queued and in flight, in characters of bodies. */
  private static final int CAPACITY = 64 << 20;

  /** What an append counts beside its body. */
  private static final int OVERHEAD = 256;

  /** Beyond some 500 rows a batch gains nothing and only gets slower. */
  private static final int MOST_ROWS = 1_024;

  private static final int MOST_CHARACTERS = 1 << 20;
  private static final long PATIENCE_MILLIS = 100;

  private final LinkedBlockingQueue<Queued> queue = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(CAPACITY);

  /**
   * An append on its way, and who waits for it.
   *
   * @param size of the room that it takes
   */
  record Queued(Append append, int size, CompletableFuture<Void> durable) {}

  /** Takes an append, as soon as there is room. */
  CompletableFuture<Void> add(Append append) {
    int size = Math.min(CAPACITY, append.body().length() + OVERHEAD);
    room.acquireUninterruptibly(size);
    CompletableFuture<Void> durable = new CompletableFuture<>();
    queue.add(new Queued(append, size, durable));
    return durable;
  }

  /** What has queued, as much as fits into one batch; nothing when nothing came for a while. */
  List<Queued> take() throws InterruptedException {
    List<Queued> batch = new ArrayList<>();
    Queued next = queue.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    int characters = 0;
    while (next != null) {
      batch.add(next);
      characters += next.append().body().length();
      if (batch.size() >= MOST_ROWS || characters >= MOST_CHARACTERS) {
        return batch;
      }
      next = queue.poll();
    }
    return batch;
  }

  /** These are durable. */
  void complete(List<Queued> batch) {
    giveBack(batch);
    batch.forEach(done -> done.durable().complete(null));
  }

  /** These will not be durable. */
  void fail(List<Queued> batch, RuntimeException why) {
    giveBack(batch);
    batch.forEach(lost -> lost.durable().completeExceptionally(why));
  }

  /** Nothing of what is queued will be durable. */
  void failAll(RuntimeException why) {
    List<Queued> all = new ArrayList<>();
    queue.drainTo(all);
    fail(all, why);
  }

  private void giveBack(List<Queued> batch) {
    room.release(batch.stream().mapToInt(Queued::size).sum());
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Whether three quarters of the room are taken. */
  boolean isCrowded() {
    return room.availablePermits() < CAPACITY / 4;
  }
}
