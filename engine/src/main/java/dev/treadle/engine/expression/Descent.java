package dev.treadle.engine.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The wildcards: all members of a value, and all values within it. */
final class Descent {
  private Descent() {}

  static Sequence wildcard(@Nullable Object input, Budget budget) {
    Sequence results = Sequence.results(budget);
    Object of =
        input instanceof Sequence sequence && sequence.outerWrapper && !sequence.isEmpty()
            ? sequence.get(0)
            : input;
    Iterable<?> members =
        of instanceof Map<?, ?> map ? map.values() : of instanceof List<?> list ? list : List.of();
    for (Object member : members) {
      budget.step();
      flatten(member, results, budget, 0);
      if (member instanceof List<?>) {
        // The reference appends here, and what it appends to is no sequence of results any more.
        results.sequence = false;
      }
    }
    return results;
  }

  private static void flatten(@Nullable Object value, Sequence results, Budget budget, int depth) {
    Budget.nesting(depth);
    if (!(value instanceof List<?> list)) {
      results.add(value);
      return;
    }
    budget.steps(list.size());
    for (Object element : list) {
      flatten(element, results, budget, depth + 1);
    }
  }

  static @Nullable Object descendants(@Nullable Object input, Budget budget) {
    Sequence results = Sequence.results(budget);
    if (!Values.isAbsent(input)) {
      descend(input, results, budget, 0);
    }
    return results.size() == 1 ? results.get(0) : results;
  }

  private static void descend(@Nullable Object value, Sequence results, Budget budget, int depth) {
    Budget.nesting(depth);
    budget.step();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        descend(element, results, budget, depth + 1);
      }
      return;
    }
    results.add(value);
    if (value instanceof Map<?, ?> map) {
      for (Object member : map.values()) {
        descend(member, results, budget, depth + 1);
      }
    }
  }
}
