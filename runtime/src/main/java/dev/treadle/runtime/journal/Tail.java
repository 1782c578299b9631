package dev.treadle.runtime.journal;

import dev.treadle.values.ExecutionId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells whoever watches a run, in this process, of its frames as they become durable, in order. A
 * watcher must return at once; whoever comes later reads the journal first.
 */
public final class Tail {
  private final ConcurrentHashMap<ExecutionId, List<Consumer<Frame>>> watchers =
      new ConcurrentHashMap<>();

  /** Watches a run until the subscription is closed. */
  public Subscription watch(ExecutionId execution, Consumer<Frame> watcher) {
    watchers.computeIfAbsent(execution, id -> new CopyOnWriteArrayList<>()).add(watcher);
    return () ->
        watchers.computeIfPresent(
            execution,
            (id, all) -> {
              all.remove(watcher);
              return all.isEmpty() ? null : all;
            });
  }

  /** A frame has become durable. */
  public void publish(ExecutionId execution, Frame frame) {
    List<Consumer<Frame>> all = watchers.get(execution);
    if (all != null) {
      all.forEach(watcher -> watcher.accept(frame));
    }
  }

  /** Ends a watch. */
  @FunctionalInterface
  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
