package dev.treadle.engine.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Filters and orders sequences. */
final class Selection {
  private final Evaluator evaluator;
  private final Budget budget;

  Selection(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.budget = evaluator.budget();
  }

  /** The elements for which a predicate holds, or those at the positions that it gives. */
  List<?> filter(Node predicate, @Nullable Object value, Frame frame) {
    List<?> input = value instanceof List<?> list ? list : Sequence.results(budget, value);
    Sequence results = Sequence.results(budget);
    results.tupleStream = Tuples.isTupleStream(value);
    if (predicate.kind == Node.Kind.NUMBER && predicate.value instanceof Number number) {
      double index = Math.floor(number.doubleValue());
      index = index < 0 ? input.size() + index : index;
      if (index < 0 || index >= input.size()) {
        return results;
      }
      Object item = input.get((int) index);
      if (item instanceof List<?> list) {
        return list;
      }
      if (!Values.isAbsent(item)) {
        results.add(item);
      }
      return results;
    }
    for (int i = 0; i < input.size(); i++) {
      Object item = input.get(i);
      boolean tuple = Tuples.isTupleStream(input);
      Object result =
          evaluator.evaluate(
              predicate,
              tuple ? Tuples.context(item) : item,
              tuple ? Tuples.frameOf(frame, item, budget) : frame);
      int times = times(result, i, input.size());
      for (int t = 0; t < times; t++) {
        results.add(item);
      }
    }
    return results;
  }

  /** How often a predicate's result selects the element at an index. */
  private int times(@Nullable Object result, int index, int size) {
    if (result instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (Values.isNumber(result)) {
      return selects(result, index, size) ? 1 : 0;
    }
    if (!(result instanceof List<?> list) || !Values.allNumbers(list, budget)) {
      return Values.truth(result, budget) ? 1 : 0;
    }
    int times = 0;
    for (Object position : list) {
      times += selects(position, index, size) ? 1 : 0;
    }
    return times;
  }

  private static boolean selects(@Nullable Object position, int index, int size) {
    if (!(position instanceof Number number)) {
      return false;
    }
    double at = Math.floor(number.doubleValue());
    return (at < 0 ? size + at : at) == index;
  }

  List<?> sort(Node sort, List<?> input, Frame frame) {
    boolean tuples = Tuples.isTupleStream(input);
    return Sorting.sort(input, (a, b) -> isAfter(sort, a, b, tuples, frame), budget);
  }

  private boolean isAfter(
      Node sort, @Nullable Object a, @Nullable Object b, boolean tuples, Frame frame) {
    for (Node.Term term : sort.terms) {
      Object left = key(term, a, tuples, frame);
      Object right = key(term, b, tuples, frame);
      if (Values.isAbsent(left) || Values.isAbsent(right)) {
        if (Values.isAbsent(left) && Values.isAbsent(right)) {
          continue;
        }
        return Values.isAbsent(left);
      }
      int order = Sorting.compareKeys(left, right, sort.position, budget);
      if (order != 0) {
        return term.descending() ? order < 0 : order > 0;
      }
    }
    return false;
  }

  private @Nullable Object key(Node.Term term, @Nullable Object item, boolean tuples, Frame frame) {
    return tuples
        ? evaluator.evaluate(
            term.expression(), Tuples.context(item), Tuples.frameOf(frame, item, budget))
        : evaluator.evaluate(term.expression(), item, frame);
  }
}
