package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Built-in functions that take functions. */
final class HigherOrder {
  private HigherOrder() {}

  /** Calls a function with as many of (value, index or key, whole) as it takes. */
  private static @Nullable Object invoke(
      Func.Call call,
      Func function,
      @Nullable Object value,
      @Nullable Object at,
      @Nullable Object whole) {
    int arity = function.arity();
    @Nullable Object[] arguments =
        arity >= 3
            ? new @Nullable Object[] {value, at, whole}
            : arity == 2 ? new @Nullable Object[] {value, at} : new @Nullable Object[] {value};
    call.budget().allocate(64);
    return call.evaluator().calls().invoke(function, call.frame(), arguments);
  }

  static @Nullable Object map(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    List<?> list = call.list(0);
    Func function = call.function(1);
    Sequence results = Sequence.results(call.budget());
    for (int i = 0; i < list.size(); i++) {
      Object result = invoke(call, function, list.get(i), Numerals.boxed(i), list);
      if (!Values.isAbsent(result)) {
        results.add(result);
      }
    }
    return results;
  }

  static @Nullable Object filter(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    List<?> list = call.list(0);
    Func function = call.function(1);
    Sequence results = Sequence.results(call.budget());
    for (int i = 0; i < list.size(); i++) {
      Object keep = invoke(call, function, list.get(i), Numerals.boxed(i), list);
      if (Values.truth(keep, call.budget())) {
        results.add(list.get(i));
      }
    }
    return results;
  }

  static @Nullable Object single(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    List<?> list = call.list(0);
    boolean found = false;
    Object result = ABSENT;
    for (int i = 0; i < list.size(); i++) {
      boolean matches =
          !call.has(1)
              || Values.truth(
                  invoke(call, call.function(1), list.get(i), Numerals.boxed(i), list),
                  call.budget());
      if (matches && found) {
        throw new Fault("D3138", "more than one element matches");
      }
      if (matches) {
        found = true;
        result = list.get(i);
      }
    }
    if (!found) {
      throw new Fault("D3139", "no element matches");
    }
    return result;
  }

  static @Nullable Object reduce(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    List<?> list = call.list(0);
    Func function = call.function(1);
    int arity = function.arity();
    if (arity < 2) {
      throw new Fault("D3050", "the function must take at least two arguments");
    }
    boolean seeded = call.has(2) || list.isEmpty();
    Object result = seeded ? call.argument(2) : list.get(0);
    for (int i = seeded ? 0 : 1; i < list.size(); i++) {
      @Nullable Object[] arguments = new @Nullable Object[Math.min(arity, 4)];
      arguments[0] = result;
      arguments[1] = list.get(i);
      if (arity >= 3) {
        arguments[2] = Numerals.boxed(i);
      }
      if (arity >= 4) {
        arguments[3] = list;
      }
      call.budget().allocate(64);
      result = call.evaluator().calls().invoke(function, call.frame(), arguments);
    }
    return result;
  }

  static @Nullable Object each(Func.Call call) {
    Sequence results = Sequence.results(call.budget());
    if (call.argument(0) instanceof Map<?, ?> object) {
      for (Map.Entry<?, ?> member : object.entrySet()) {
        Object result = invoke(call, call.function(1), member.getValue(), member.getKey(), object);
        if (!Values.isAbsent(result)) {
          results.add(result);
        }
      }
    }
    return results;
  }

  static @Nullable Object sift(Func.Call call) {
    if (!(call.argument(0) instanceof Map<?, ?> object)) {
      return ABSENT;
    }
    Members result = new Members(call.budget());
    for (Map.Entry<?, ?> member : object.entrySet()) {
      Object keep = invoke(call, call.function(1), member.getValue(), member.getKey(), object);
      if (Values.truth(keep, call.budget())) {
        result.put((String) member.getKey(), member.getValue());
      }
    }
    return result.isEmpty() ? ABSENT : result;
  }

  static @Nullable Object sort(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    List<?> list = call.list(0);
    Budget budget = call.budget();
    if (list.size() <= 1) {
      return list;
    }
    if (call.has(1)) {
      Func after = call.function(1);
      return Sorting.sort(
          list,
          (a, b) -> isTrue(call.evaluator().calls().invoke(after, call.frame(), a, b)),
          budget);
    }
    if (!Values.allNumbers(list, budget) && !Values.allTexts(list, budget)) {
      throw new Fault("D3070", "without a function only numbers or only texts can be sorted");
    }
    return Sorting.sort(list, (a, b) -> Sorting.compareKeys(a, b, -1, budget) > 0, budget);
  }

  /** Truth in the sense of JavaScript, by which the reference reads a comparator's answer. */
  private static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0 && !Double.isNaN(number.doubleValue());
      case String text -> !text.isEmpty();
      default -> !Values.isAbsent(value);
    };
  }
}
