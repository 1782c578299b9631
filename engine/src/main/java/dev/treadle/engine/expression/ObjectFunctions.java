package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Built-in functions on objects, on values of any type, and {@code $eval}. */
final class ObjectFunctions {
  private ObjectFunctions() {}

  static @Nullable Object truth(Func.Call call) {
    return call.has(0) ? Values.truth(call.argument(0), call.budget()) : ABSENT;
  }

  static @Nullable Object not(Func.Call call) {
    return call.has(0) ? !Values.truth(call.argument(0), call.budget()) : ABSENT;
  }

  static @Nullable Object type(Func.Call call) {
    return switch (call.argument(0)) {
      case null -> "null";
      case Number ignored -> "number";
      case String ignored -> "string";
      case Boolean ignored -> "boolean";
      case List<?> ignored -> "array";
      case Func ignored -> "function";
      case Map<?, ?> ignored -> "object";
      default -> ABSENT;
    };
  }

  static @Nullable Object keys(Func.Call call) {
    Set<String> keys = new LinkedHashSet<>();
    collectKeys(call.argument(0), keys, call.budget(), 0);
    Sequence results = Sequence.results(call.budget());
    for (String key : keys) {
      results.add(key);
    }
    return results;
  }

  private static void collectKeys(
      @Nullable Object value, Set<String> keys, Budget budget, int depth) {
    Budget.nesting(depth);
    if (value instanceof Map<?, ?> map) {
      for (Object key : map.keySet()) {
        budget.step();
        if (keys.add((String) key)) {
          budget.allocate(64);
        }
      }
    } else if (value instanceof List<?> list) {
      for (Object element : list) {
        budget.step();
        collectKeys(element, keys, budget, depth + 1);
      }
    }
  }

  static @Nullable Object lookup(Func.Call call) {
    return call.has(1) ? Values.lookup(call.argument(0), call.text(1), call.budget()) : ABSENT;
  }

  static @Nullable Object spread(Func.Call call) {
    return spread(call.argument(0), call.budget(), 0);
  }

  private static @Nullable Object spread(@Nullable Object value, Budget budget, int depth) {
    Budget.nesting(depth);
    if (!(value instanceof List<?>) && !(value instanceof Map<?, ?>)) {
      return value;
    }
    Sequence results = Sequence.results(budget);
    if (value instanceof List<?> list) {
      for (Object element : list) {
        Object parts = spread(element, budget, depth + 1);
        if (parts instanceof List<?> many) {
          results.addEach(many);
        } else if (!Values.isAbsent(parts)) {
          results.add(parts);
        }
      }
      results.sequence = list.isEmpty();
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> member : map.entrySet()) {
        Members single = new Members(budget);
        single.put((String) member.getKey(), member.getValue());
        results.add(single);
      }
    }
    return results;
  }

  static @Nullable Object merge(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    Members merged = new Members(call.budget());
    for (Object element : call.list(0)) {
      if (element instanceof Map<?, ?> object) {
        for (Map.Entry<?, ?> member : object.entrySet()) {
          merged.put((String) member.getKey(), member.getValue());
        }
      }
    }
    return merged;
  }

  static @Nullable Object clone(Func.Call call) {
    return call.has(0) ? Transforming.copy(call.argument(0), call.budget(), 0) : ABSENT;
  }

  static @Nullable Object error(Func.Call call) {
    boolean silent = !call.has(0) || call.text(0).isEmpty();
    throw new Fault("D3137", silent ? "$error() was called" : call.text(0));
  }

  static @Nullable Object check(Func.Call call) {
    if (Boolean.TRUE.equals(call.argument(0))) {
      return ABSENT;
    }
    boolean silent = !call.has(1) || call.text(1).isEmpty();
    throw new Fault("D3141", silent ? "an assertion does not hold" : call.text(1));
  }

  /** Evaluates a text in the caller's scope and from the caller's budget. */
  static @Nullable Object eval(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    Budget budget = call.budget();
    String source = call.text(0);
    budget.steps(4L * source.length());
    budget.allocate(200L * source.length());
    Node tree;
    try {
      tree = Parser.parse(source);
    } catch (Fault fault) {
      throw new Fault("D3120", "the source of $eval does not parse: " + fault.describe());
    }
    Object input = call.has(1) ? call.argument(1) : call.input();
    if (call.has(1) && input instanceof List<?> list && !Sequence.isResults(list)) {
      Sequence wrapper = Sequence.results(budget, list);
      wrapper.outerWrapper = true;
      input = wrapper;
    }
    try {
      return call.evaluator().evaluate(tree, input, call.frame());
    } catch (Fault fault) {
      throw new Fault("D3121", "the source of $eval failed: " + fault.describe());
    }
  }
}
