package dev.treadle.bench;

import dev.treadle.engine.run.Command.ReportOutcome;
import dev.treadle.engine.run.Command.StartRun;
import dev.treadle.engine.run.Decision;
import dev.treadle.engine.run.Event;
import dev.treadle.engine.run.Run;
import dev.treadle.engine.run.RunStatus;
import dev.treadle.engine.workflow.Workflow;
import dev.treadle.values.Outcome;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Decides and applies whole runs on one thread; every node reports a given outcome, so that no
 * expression is evaluated. Times are processor time of the thread: what else the machine does does
 * not count, collection of garbage neither; so wall time stands beside it.
 */
final class StateMachineFigures {
  private static final List<Integer> SIZES = List.of(5, 20, 1_000, 100_000);
  private static final int WARM_UP = 8_000_000;
  private static final int EVENTS = 4_000_000;
  private static final int ROUNDS = 3;
  private static final Outcome DONE = Outcome.completed("out", Map.of());
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  void print() {
    Map<Shape, List<Workflow>> shapes = new EnumMap<>(Shape.class);
    for (Shape shape : Shape.values()) {
      List<Workflow> sizes = SIZES.stream().map(shape::workflow).toList();
      sizes.forEach(size -> measure(size, WARM_UP / SIZES.size()));
      shapes.put(shape, sizes);
    }
    Table table = new Table("shape", "nodes", "events/run", "ns/event", "events/s", "by the wall");
    shapes.forEach((shape, sizes) -> sizes.forEach(size -> row(shape, size, table)));
    table.print();
  }

  private void row(Shape shape, Workflow workflow, Table table) {
    List<Double> nanos = new ArrayList<>();
    List<Double> wall = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Timing timing = measure(workflow, EVENTS);
      nanos.add(timing.cpuNanos);
      wall.add(timing.wallNanos);
    }
    double each = Sample.median(nanos);
    table.row(
        shape.name().toLowerCase(Locale.ROOT),
        workflow.size(),
        once(workflow),
        each,
        1e9 / each,
        1e9 / Sample.median(wall));
  }

  private record Timing(double cpuNanos, double wallNanos) {}

  private Timing measure(Workflow workflow, int atLeast) {
    long wall = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    int events = 0;
    while (events < atLeast) {
      events += once(workflow);
    }
    double cpuNanos = threads.getCurrentThreadCpuTime() - cpu;
    double wallNanos = System.nanoTime() - wall;
    return new Timing(cpuNanos / events, wallNanos / events);
  }

  /** One run from its start to its end; how many events it had. */
  private static int once(Workflow workflow) {
    Run run = Run.of(workflow);
    ArrayDeque<Event.NodeStarted> ready = new ArrayDeque<>();
    int events = follow(run.decide(new StartRun(Optional.empty(), Map.of()), NOW), ready);
    for (Event.NodeStarted next = ready.poll(); next != null; next = ready.poll()) {
      events +=
          follow(
              run.decide(
                  new ReportOutcome(next.node(), next.iteration(), next.attempt(), DONE, 0), NOW),
              ready);
    }
    if (run.status() != RunStatus.COMPLETED || run.nodesExecuted() != workflow.size()) {
      throw new IllegalStateException("the run did not complete");
    }
    return events;
  }

  private static int follow(Decision decision, ArrayDeque<Event.NodeStarted> ready) {
    return switch (decision) {
      case Decision.Accepted accepted -> {
        for (Event event : accepted.events()) {
          if (event instanceof Event.NodeStarted started) {
            ready.add(started);
          }
        }
        yield accepted.events().size();
      }
      case Decision.Rejected rejected -> throw new IllegalStateException(rejected.message());
    };
  }
}
