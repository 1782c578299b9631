package dev.treadle.postgres.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * Reads for many threads with one statement: who asks while others are being answered is read
 * together with all who asked meanwhile, as appends are committed. Nobody waits for company.
 */
public final class GroupedRead<K, V> {
  /** As many as share a statement: what they read is in memory at the same time. */
  private static final int MOST = 32;

  /** Two, so that one who reads much does not hold up everybody. */
  private final Semaphore turns = new Semaphore(2, true);

  private final ConcurrentLinkedQueue<Asked<K, V>> waiting = new ConcurrentLinkedQueue<>();
  private final Function<List<K>, Map<K, V>> read;

  /**
   * Groups what is asked.
   *
   * @param read answers for each key that was given, in one statement
   */
  public GroupedRead(Function<List<K>, Map<K, V>> read) {
    this.read = read;
  }

  private record Asked<K, V>(K key, CompletableFuture<V> answer) {}

  /**
   * The answer for a key, read after this was called.
   *
   * @throws RuntimeException what the read threw, to all who shared it
   */
  public V get(K key) {
    Asked<K, V> asked = new Asked<>(key, new CompletableFuture<>());
    waiting.add(asked);
    turns.acquireUninterruptibly();
    try {
      List<Asked<K, V>> group = List.of(asked);
      while (!asked.answer.isDone() && !group.isEmpty()) {
        group = next();
        answer(group);
      }
    } finally {
      turns.release();
    }
    try {
      return asked.answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private List<Asked<K, V>> next() {
    List<Asked<K, V>> group = new ArrayList<>();
    Asked<K, V> asked;
    while (group.size() < MOST && (asked = waiting.poll()) != null) {
      group.add(asked);
    }
    return group;
  }

  private void answer(List<Asked<K, V>> group) {
    if (group.isEmpty()) {
      return;
    }
    try {
      Map<K, V> answers = read.apply(group.stream().map(Asked::key).distinct().toList());
      group.forEach(asked -> asked.answer.complete(answers.get(asked.key)));
    } catch (RuntimeException | Error e) {
      group.forEach(asked -> asked.answer.completeExceptionally(e));
    }
  }
}
