package dev.treadle.bench;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.Outcome;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A node with an effect: it waits for a while, as for an answer from outside, and remembers that it
 * was begun.
 */
final class OutsideNode implements NodeType<OutsideNode.Config> {
  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "outside",
              Config.class,
              "Outside",
              "Waits for an answer from outside.",
              NodeSpec.Example.of("{\"millis\": 0}", "{}", "{\"n\": 1}"))
          .with(Effect.EFFECTFUL);

  private final Map<ExecutionId, AtomicInteger> begun = new ConcurrentHashMap<>();
  private final AtomicInteger begins = new AtomicInteger();
  private final AtomicLong lastBegin = new AtomicLong();
  private final boolean counting;

  /**
   * A node type of its own for each process.
   *
   * @param counting whether it is remembered which runs it was begun for
   */
  OutsideNode(boolean counting) {
    this.counting = counting;
  }

  /** How long the answer takes. */
  record Config(@About("How long the answer takes, in milliseconds.") int millis) {}

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) throws InterruptedException {
    if (counting) {
      begun.computeIfAbsent(context.execution(), id -> new AtomicInteger()).incrementAndGet();
    }
    lastBegin.set(System.nanoTime());
    begins.incrementAndGet();
    if (config.millis() > 0) {
      pause(System.nanoTime() + config.millis() * 1_000_000L);
    }
    return Outcome.completed("out", Map.of("n", 1));
  }

  private static void pause(long until) throws InterruptedException {
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException("the attempt is over");
      }
    }
  }

  /** How often it was begun. */
  int begins() {
    return begins.get();
  }

  /** How often it was begun for a run. */
  int begins(ExecutionId execution) {
    AtomicInteger count = begun.get(execution);
    return count == null ? 0 : count.get();
  }

  /** When it was begun last, by {@link System#nanoTime}. */
  long lastBegin() {
    return lastBegin.get();
  }
}
