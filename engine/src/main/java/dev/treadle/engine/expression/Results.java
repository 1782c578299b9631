package dev.treadle.engine.expression;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what the evaluator made into frozen JSON, within bounds of depth and size. */
final class Results {
  /** Nesting of a result. */
  static final int DEPTH = 100;

  /** Members and elements of a result. */
  static final int CELLS = 1_000_000;

  /**
   * Characters of all texts and keys of a result; one text that stands in two places counts twice.
   */
  static final int CHARACTERS = 16 << 20;

  private final Budget budget;
  private int cells = CELLS;
  private int characters = CHARACTERS;

  private Results(Budget budget) {
    this.budget = budget;
  }

  static Evaluated of(@Nullable Object value, Budget budget) {
    if (Values.isAbsent(value)) {
      return Evaluated.Absent.ABSENT;
    }
    return new Evaluated.Value(new Results(budget).freeze(value, 0));
  }

  private @Nullable Object freeze(@Nullable Object value, int depth) {
    budget.step();
    return switch (value) {
      case String text -> {
        pay(text);
        yield text;
      }
      case Number number -> number(number);
      case Boolean flag -> flag;
      case List<?> list -> list(list, depth + 1);
      case Func function ->
          throw new ExpressionException(
              ErrorCode.EXPRESSION_FAILED, "A function cannot be part of a result");
      case Map<?, ?> map -> map(map, depth + 1);
      case null, default -> null;
    };
  }

  private void pay(String text) {
    characters -= text.length();
    if (characters < 0) {
      throw Budget.limit("its result has too much text");
    }
  }

  private void nest(int size, int depth) {
    cells -= size;
    if (cells < 0) {
      throw Budget.limit("its result has too many elements");
    }
    if (depth > DEPTH) {
      throw Budget.limit("its result is nested too deeply");
    }
  }

  /** Whole doubles as a reader of JSON would give them; what was read stays as it is. */
  private static Number number(Number number) {
    if (number instanceof Integer
        || number instanceof Long
        || number instanceof BigDecimal
        || number instanceof BigInteger) {
      return number;
    }
    double value = number.doubleValue();
    if (!Double.isFinite(value)) {
      throw new ExpressionException(
          ErrorCode.EXPRESSION_FAILED, "D1001: a number of the result is out of range");
    }
    if (value != Math.rint(value) || Math.abs(value) > Numerals.EXACT) {
      return value;
    }
    if (value == (int) value) {
      return (int) value;
    }
    return (long) value;
  }

  private List<@Nullable Object> list(List<?> list, int depth) {
    nest(list.size(), depth);
    List<@Nullable Object> frozen = new ArrayList<>(list.size());
    budget.allocate(48 + 8L * list.size());
    for (Object element : list) {
      frozen.add(freeze(element, depth));
    }
    return Collections.unmodifiableList(frozen);
  }

  private Map<String, @Nullable Object> map(Map<?, ?> map, int depth) {
    int size = map.size();
    nest(size, depth);
    budget.allocate(80 + 60L * size);
    Map<String, @Nullable Object> frozen = LinkedHashMap.newLinkedHashMap(size);
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (member.getValue() instanceof Func.NextMatch) {
        continue;
      }
      String key = (String) member.getKey();
      pay(key);
      frozen.put(key, freeze(member.getValue(), depth));
    }
    return Collections.unmodifiableMap(frozen);
  }
}
