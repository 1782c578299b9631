package dev.treadle.bench;

import dev.treadle.bench.JournalFigures.Rate;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Iteration;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.EventCodec;
import dev.treadle.runtime.journal.Journal;
import dev.treadle.runtime.journal.RunRow;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.NodeId;
import dev.treadle.values.OrganizationId;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import dev.treadle.values.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs that do nothing but remember: each on a virtual thread appends its start, one frame for
 * every node, and its end, and waits for each to be durable. When it has ended another begins.
 *
 * @param runs how many at a time
 */
record Workload(int runs, Appending appending) {
  static final int NODES = 20;

  /** The start and the end are frames, too. */
  static final int FRAMES = NODES + 2;

  private static final List<String> WORDS =
      List.of("lead", "score", "country", "qualified", "route", "sales", "nurture", "customer");
  private static final int OUTPUT = 285;
  private static final List<Map<String, @Nullable Object>> OUTPUTS = outputs(4_096);
  private static final List<OrganizationId> ORGANIZATIONS = ids(50);
  private static final WorkflowId WORKFLOW = new WorkflowId(UUID.randomUUID());
  private static final AtomicLong STAMPS = new AtomicLong();

  /** Makes something durable before it returns. */
  @FunctionalInterface
  interface Appending {
    void append(Append append);
  }

  static Workload with(int runs, Appending appending) {
    return new Workload(runs, appending);
  }

  static Workload with(int runs, Journal journal) {
    return new Workload(runs, append -> journal.append(append).join());
  }

  /** Goes on for a while; runs that were begun are not finished, but their nodes count. */
  Rate run(Duration duration) throws InterruptedException {
    AtomicLong nodes = new AtomicLong();
    Cpu before = Cpu.ofThisProcess();
    long start = System.nanoTime();
    long end = start + duration.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      threads.add(Thread.ofVirtual().start(() -> drive(end, nodes)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double done = nodes.doubleValue();
    return new Rate(done, seconds, Cpu.ofThisProcess().since(before).per(done));
  }

  private void drive(long end, AtomicLong nodes) {
    while (System.nanoTime() < end) {
      OrganizationId organization =
          ORGANIZATIONS.get(ThreadLocalRandom.current().nextInt(ORGANIZATIONS.size()));
      ExecutionId execution = new ExecutionId(timeOrdered());
      appending.append(first(execution, organization));
      for (int node = 1; node <= NODES && System.nanoTime() < end; node++) {
        appending.append(node(execution, organization, node));
        nodes.incrementAndGet();
      }
      appending.append(last(execution, organization));
    }
  }

  private static Append first(ExecutionId execution, OrganizationId organization) {
    Event started =
        new Event.RunStarted(InstantSource.system().instant(), new NodeId("n0"), Map.of());
    return append(execution, organization, 1, started, Optional.of(row(true, RunStatus.RUNNING)));
  }

  /** What a node wrote, as the codec of the product writes it. */
  static Append node(ExecutionId execution, OrganizationId organization, int node) {
    Outcome.Completed outcome =
        Outcome.completed("out", OUTPUTS.get(ThreadLocalRandom.current().nextInt(OUTPUTS.size())));
    Event completed =
        new Event.NodeCompleted(
            InstantSource.system().instant(), new NodeId("n" + node), Iteration.NONE, 1, outcome);
    return append(execution, organization, node + 1, completed, Optional.empty());
  }

  private static Append last(ExecutionId execution, OrganizationId organization) {
    Event ended = new Event.RunCompleted(InstantSource.system().instant(), Map.of());
    Optional<RunRow> row = Optional.of(row(false, RunStatus.COMPLETED));
    return append(execution, organization, FRAMES, ended, row);
  }

  private static Append append(
      ExecutionId execution,
      OrganizationId organization,
      int seq,
      Event event,
      Optional<RunRow> row) {
    String body = EventCodec.write(execution, List.of(event));
    return new Append(execution, organization, seq, body, row);
  }

  private static RunRow row(boolean born, RunStatus status) {
    Instant now = InstantSource.system().instant();
    Optional<Instant> ended = status.hasEnded() ? Optional.of(now) : Optional.empty();
    return new RunRow(
        born,
        WORKFLOW,
        1,
        status,
        new RunRow.Times(now, ended, Optional.empty()),
        new RunRow.Totals(NODES, Usage.NONE));
  }

  private static List<Map<String, @Nullable Object>> outputs(int count) {
    List<Map<String, @Nullable Object>> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outputs.add(Map.of("text", text()));
    }
    return outputs;
  }

  /** Words and digits that hardly compress, so that the output has 300 bytes as JSON. */
  private static String text() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    StringBuilder text = new StringBuilder(OUTPUT + 32);
    while (text.length() < OUTPUT) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
      text.append(Long.toString(random.nextLong(), Character.MAX_RADIX)).append(' ');
    }
    text.setLength(OUTPUT + 4);
    return text.toString();
  }

  /** A version 7 UUID, as the server makes them. */
  static UUID timeOrdered() {
    long stamp = STAMPS.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis() << 12));
    long high = (stamp >>> 12 << 16) | 0x7000 | (stamp & 0xfff);
    long low = ThreadLocalRandom.current().nextLong() >>> 2 | Long.MIN_VALUE;
    return new UUID(high, low);
  }

  private static List<OrganizationId> ids(int count) {
    List<OrganizationId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(new OrganizationId(UUID.randomUUID()));
    }
    return ids;
  }
}
