package dev.treadle.bench;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Validates and compiles definitions whose every node has an expression. */
final class DefinitionFigures {
  private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
  private static final String EXPRESSION =
      "{ 'score': score + ($lookup($vars.bonus, country) ? 5 : 0), 'name': $uppercase(name) }";
  private static final int WARM_UP = 200_000;
  private static final int NODES = 100_000;
  private static final int ROUNDS = 3;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  void print() {
    Table table = new Table("shape", "nodes", "ms", "µs/node", "against 1,000");
    for (Shape shape : List.of(Shape.CHAIN, Shape.LAYERED)) {
      rows(shape, table);
    }
    table.print();
  }

  private void rows(Shape shape, Table table) {
    double first = 0;
    for (int size : SIZES) {
      Map<String, @Nullable Object> definition = shape.definition(size, EXPRESSION);
      parse(definition, WARM_UP);
      double each = median(definition);
      first = first == 0 ? each : first;
      table.row(
          shape.name().toLowerCase(Locale.ROOT), size, each * size / 1_000, each, each / first);
    }
  }

  private double median(Map<String, @Nullable Object> definition) {
    List<Double> micros = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      int nodes = parse(definition, NODES);
      micros.add((threads.getCurrentThreadCpuTime() - before) / 1_000.0 / nodes);
    }
    return Sample.median(micros);
  }

  /** Parses as often as is needed for so many nodes. */
  private static int parse(Map<String, @Nullable Object> definition, int atLeast) {
    int nodes = 0;
    while (nodes < atLeast) {
      Parsed parsed = Definition.parse(definition, Shape.TYPES, Limits.NONE);
      nodes +=
          switch (parsed) {
            case Parsed.Valid valid -> valid.workflow().size();
            case Parsed.Invalid invalid ->
                throw new IllegalStateException(invalid.problems().getFirst().message());
          };
    }
    return nodes;
  }
}
