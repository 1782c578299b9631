package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Built-in functions on arrays. */
final class ArrayFunctions {
  private ArrayFunctions() {}

  static @Nullable Object count(Func.Call call) {
    return call.has(0) ? (double) call.list(0).size() : 0.0;
  }

  static @Nullable Object append(Func.Call call) {
    return Values.append(call.argument(0), call.argument(1), call.budget());
  }

  static @Nullable Object reverse(Func.Call call) {
    if (!call.has(0) || call.list(0).size() <= 1) {
      return call.argument(0);
    }
    List<?> list = call.list(0);
    call.budget().cells(list.size());
    Sequence reversed = Sequence.array(call.budget(), list.size());
    for (int i = list.size() - 1; i >= 0; i--) {
      reversed.add(list.get(i));
    }
    return reversed;
  }

  static @Nullable Object shuffle(Func.Call call) {
    if (!call.has(0) || call.list(0).size() <= 1) {
      return call.argument(0);
    }
    List<?> list = call.list(0);
    call.budget().steps(list.size());
    Sequence shuffled = Sequence.array(call.budget(), list.size());
    for (int i = 0; i < list.size(); i++) {
      int j = (int) Math.floor(call.evaluator().nextRandom() * (i + 1));
      shuffled.add(list.get(i));
      shuffled.set(i, shuffled.get(j));
      shuffled.set(j, list.get(i));
    }
    return shuffled;
  }

  /** By buckets of equal hashes, so that many different values cost no more than they are long. */
  static @Nullable Object distinct(Func.Call call) {
    if (!(call.argument(0) instanceof List<?> list) || list.size() <= 1) {
      return call.argument(0);
    }
    Budget budget = call.budget();
    Sequence results = Sequence.isResults(list) ? Sequence.results(budget) : Sequence.array(budget);
    Map<Integer, List<@Nullable Object>> buckets = new HashMap<>();
    budget.allocate(100L * list.size());
    for (Object element : list) {
      List<@Nullable Object> bucket =
          buckets.computeIfAbsent(hash(element, budget, 0), hash -> new ArrayList<>(1));
      if (!containsEqual(bucket, element, budget)) {
        bucket.add(element);
        results.add(element);
      }
    }
    return results;
  }

  private static boolean containsEqual(
      List<@Nullable Object> bucket, @Nullable Object element, Budget budget) {
    for (Object other : bucket) {
      budget.step();
      if (Values.equal(element, other, budget)) {
        return true;
      }
    }
    return false;
  }

  private static int hash(@Nullable Object value, Budget budget, int depth) {
    Budget.nesting(depth);
    budget.step();
    return switch (value) {
      case Number number -> Double.hashCode(Values.number(number) + 0.0);
      case String text -> {
        budget.characters(text.length());
        yield text.hashCode();
      }
      case List<?> list -> {
        int hash = 1;
        for (Object element : list) {
          hash = 31 * hash + hash(element, budget, depth + 1);
        }
        yield hash;
      }
      case Func function -> 0;
      case Map<?, ?> map -> {
        int hash = 2;
        for (Map.Entry<?, ?> member : map.entrySet()) {
          hash += member.getKey().hashCode() ^ (31 * hash(member.getValue(), budget, depth + 1));
        }
        yield hash;
      }
      case Boolean flag -> flag.hashCode();
      case null, default -> 3;
    };
  }

  static @Nullable Object zip(Func.Call call) {
    Budget budget = call.budget();
    int length = Integer.MAX_VALUE;
    for (Object argument : call.arguments()) {
      length = Math.min(length, argument instanceof List<?> list ? list.size() : 0);
    }
    Sequence result = Sequence.array(budget);
    for (int i = 0; i < length && call.arguments().length > 0; i++) {
      Sequence tuple = Sequence.array(budget, call.arguments().length);
      budget.cells(call.arguments().length);
      for (Object argument : call.arguments()) {
        tuple.add(argument instanceof List<?> list ? list.get(i) : ABSENT);
      }
      result.add(tuple);
    }
    return result;
  }
}
