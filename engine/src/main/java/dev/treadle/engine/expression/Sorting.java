package dev.treadle.engine.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stable merge sort of the reference, which calls the comparator in the same order. */
final class Sorting {
  /** Whether the first belongs behind the second. */
  @FunctionalInterface
  interface After {
    boolean test(@Nullable Object first, @Nullable Object second);
  }

  private Sorting() {}

  static List<?> sort(List<?> list, After after, Budget budget) {
    int size = list.size();
    if (size <= 1) {
      return list;
    }
    budget.allocate(16L * size);
    @Nullable Object[] cells = list.toArray();
    @Nullable Object[] spare = cells.clone();
    sort(spare, cells, 0, size, after, budget);
    Sequence sorted = Sequence.array(budget, size);
    for (Object cell : cells) {
      sorted.add(cell);
    }
    return sorted;
  }

  /** Sorts a part into the target; the source holds the same elements. */
  private static void sort(
      @Nullable Object[] source,
      @Nullable Object[] target,
      int from,
      int to,
      After after,
      Budget budget) {
    if (to - from <= 1) {
      return;
    }
    int middle = from + (to - from) / 2;
    sort(target, source, from, middle, after, budget);
    sort(target, source, middle, to, after, budget);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      budget.step();
      boolean takeRight = left == middle || (right < to && after.test(source[left], source[right]));
      target[i] = takeRight ? source[right++] : source[left++];
    }
  }

  /** Orders two keys of an order-by clause. */
  static int compareKeys(
      @Nullable Object left, @Nullable Object right, int position, Budget budget) {
    if (left instanceof Number a && right instanceof Number b) {
      return Double.compare(Values.number(a) + 0.0, Values.number(b) + 0.0);
    }
    if (left instanceof String a && right instanceof String b) {
      budget.characters(Math.min(a.length(), b.length()));
      return a.compareTo(b);
    }
    boolean comparable =
        (left instanceof Number || left instanceof String)
            && (right instanceof Number || right instanceof String);
    throw comparable
        ? new Fault("T2007", position, "the order-by keys must be of the same type")
        : new Fault("T2008", position, "the order-by keys must be numbers or texts");
  }
}
