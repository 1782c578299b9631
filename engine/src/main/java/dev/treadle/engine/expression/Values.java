package dev.treadle.engine.expression;

import dev.treadle.values.Evaluated;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that an evaluation handles: JSON as it came in, {@link Sequence}, {@link Members},
 * {@link Func}, and {@link Evaluated.Absent} for nothing. Java's null is JSON's null.
 */
final class Values {
  static final Object ABSENT = Evaluated.Absent.ABSENT;

  private Values() {}

  static boolean isAbsent(@Nullable Object value) {
    return value instanceof Evaluated.Absent;
  }

  /** The number as a binary double. */
  static double number(Number number) {
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      throw new Fault("D1001", "the number is out of range");
    }
    return value;
  }

  static boolean isNumber(@Nullable Object value) {
    return value instanceof Number number && !Double.isNaN(number(number));
  }

  static boolean allNumbers(List<?> list, Budget budget) {
    budget.cells(list.size());
    for (Object element : list) {
      if (!isNumber(element)) {
        return false;
      }
    }
    return true;
  }

  static boolean allTexts(List<?> list, Budget budget) {
    budget.cells(list.size());
    for (Object element : list) {
      if (!(element instanceof String)) {
        return false;
      }
    }
    return true;
  }

  /** {@code $boolean}; false for what is absent. */
  static boolean truth(@Nullable Object value, Budget budget) {
    return truth(value, budget, 0);
  }

  private static boolean truth(@Nullable Object value, Budget budget, int depth) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case String text -> !text.isEmpty();
      case Number number -> isNumber(number) && number(number) != 0;
      case List<?> list -> anyTrue(list, budget, depth);
      case Map<?, ?> map -> !map.isEmpty();
      default -> false;
    };
  }

  private static boolean anyTrue(List<?> list, Budget budget, int depth) {
    Budget.nesting(depth);
    for (Object element : list) {
      budget.step();
      if (truth(element, budget, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Equality of values: numbers as doubles, arrays in order, objects without order. */
  static boolean equal(@Nullable Object a, @Nullable Object b, Budget budget) {
    return equal(a, b, budget, 0);
  }

  @SuppressWarnings("ReferenceEquality") // the same reference is equal at once
  private static boolean equal(@Nullable Object a, @Nullable Object b, Budget budget, int depth) {
    if (a == b) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    budget.step();
    return switch (a) {
      case Number left -> b instanceof Number right && left.doubleValue() == right.doubleValue();
      case String left -> b instanceof String right && equalTexts(left, right, budget);
      case List<?> left -> b instanceof List<?> right && equalLists(left, right, budget, depth);
      case Func left -> false;
      case Map<?, ?> left -> b instanceof Map<?, ?> right && equalMaps(left, right, budget, depth);
      default -> a.equals(b);
    };
  }

  private static boolean equalTexts(String a, String b, Budget budget) {
    if (a.length() != b.length()) {
      return false;
    }
    budget.characters(a.length());
    return a.equals(b);
  }

  private static boolean equalLists(List<?> a, List<?> b, Budget budget, int depth) {
    Budget.nesting(depth);
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i), budget, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b, Budget budget, int depth) {
    Budget.nesting(depth);
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(entry.getKey());
      if (other == null && !b.containsKey(entry.getKey())) {
        return false;
      }
      if (!equal(entry.getValue(), other, budget, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two values are the same in the sense of JavaScript's {@code ===}. */
  @SuppressWarnings("ReferenceEquality") // arrays and objects are the same only by reference
  static boolean same(@Nullable Object a, @Nullable Object b, Budget budget) {
    if (a instanceof Number || a instanceof String || a instanceof Boolean) {
      return equal(a, b, budget);
    }
    return a == b;
  }

  /** The member of an object, or the members of each element of an array. */
  static @Nullable Object lookup(@Nullable Object input, String name, Budget budget) {
    return lookup(input, name, budget, 0);
  }

  private static @Nullable Object lookup(
      @Nullable Object input, String name, Budget budget, int depth) {
    if (input instanceof Map<?, ?> map) {
      Object value = map.get(name);
      return value == null && !map.containsKey(name) ? ABSENT : value;
    }
    if (!(input instanceof List<?> list)) {
      return ABSENT;
    }
    Budget.nesting(depth);
    Sequence results = Sequence.results(budget);
    budget.steps(list.size());
    for (Object element : list) {
      Object found = lookup(element, name, budget, depth + 1);
      if (found instanceof List<?> many) {
        results.addEach(many);
      } else if (!isAbsent(found)) {
        results.add(found);
      }
    }
    return results;
  }

  /** The elements of both; what is absent adds nothing. */
  static @Nullable Object append(@Nullable Object first, @Nullable Object second, Budget budget) {
    if (isAbsent(first)) {
      return second;
    }
    if (isAbsent(second)) {
      return first;
    }
    List<?> head = first instanceof List<?> list ? list : Sequence.results(budget, first);
    List<?> tail = second instanceof List<?> list ? list : Sequence.results(budget, second);
    return Sequence.appended(head, tail, budget);
  }
}
