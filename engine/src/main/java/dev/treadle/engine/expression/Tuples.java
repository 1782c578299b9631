package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bindings that a path carries: objects of names and values, the context under {@code @}. */
final class Tuples {
  static final String CONTEXT = "@";

  private Tuples() {}

  static boolean isTupleStream(@Nullable Object value) {
    return value instanceof Sequence sequence && sequence.tupleStream;
  }

  static @Nullable Object context(@Nullable Object tuple) {
    if (!(tuple instanceof Members members)) {
      return ABSENT;
    }
    Object context = members.get(CONTEXT);
    return context == null && !members.containsKey(CONTEXT) ? ABSENT : context;
  }

  static Frame frameOf(Frame frame, @Nullable Object tuple, Budget budget) {
    Frame inner = new Frame(frame, budget);
    if (tuple instanceof Members members) {
      for (Map.Entry<String, @Nullable Object> binding : members.entrySet()) {
        inner.bind(binding.getKey(), binding.getValue());
      }
    }
    return inner;
  }
}
