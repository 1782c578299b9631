package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import dev.treadle.values.ErrorCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The binary operators on values that have been evaluated. */
final class Operators {
  /** The most elements that the reference allows of one range. */
  private static final double MAX_RANGE = 1e7;

  private final Budget budget;

  Operators(Budget budget) {
    this.budget = budget;
  }

  @Nullable Object arithmetic(Node node, @Nullable Object left, @Nullable Object right) {
    if (!Values.isAbsent(left) && !Values.isNumber(left)) {
      throw operand("T2001", node, "left", "a number");
    }
    if (!Values.isAbsent(right) && !Values.isNumber(right)) {
      throw operand("T2002", node, "right", "a number");
    }
    if (!(left instanceof Number a && right instanceof Number b)) {
      return ABSENT;
    }
    double x = a.doubleValue();
    double y = b.doubleValue();
    budget.allocate(16);
    return Numerals.boxed(
        switch (node.text) {
          case "+" -> x + y;
          case "-" -> x - y;
          case "*" -> x * y;
          case "/" -> x / y;
          case "%" -> x % y;
          default -> throw new IllegalStateException("no operator: " + node.text);
        });
  }

  private static Fault operand(String code, Node node, String side, String wanted) {
    return new Fault(
        code,
        node.position,
        "the " + side + " side of the " + node.text + " operator must be " + wanted);
  }

  @Nullable Object compare(Node node, @Nullable Object left, @Nullable Object right) {
    if (!isComparable(left) || !isComparable(right)) {
      throw new Fault(
          "T2010",
          node.position,
          "both sides of the " + node.text + " operator must be numbers or texts");
    }
    if (Values.isAbsent(left) || Values.isAbsent(right)) {
      return ABSENT;
    }
    int order;
    if (left instanceof Number a && right instanceof Number b) {
      order = Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
    } else if (left instanceof String a && right instanceof String b) {
      budget.characters(Math.min(a.length(), b.length()));
      order = a.compareTo(b);
    } else {
      throw new Fault(
          "T2009",
          node.position,
          "both sides of the " + node.text + " operator must be of the same type");
    }
    return switch (node.text) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean isComparable(@Nullable Object value) {
    return Values.isAbsent(value) || value instanceof String || value instanceof Number;
  }

  String concat(@Nullable Object left, @Nullable Object right) {
    String head = Values.isAbsent(left) ? "" : JsonText.of(left, budget);
    String tail = Values.isAbsent(right) ? "" : JsonText.of(right, budget);
    budget.text((long) head.length() + tail.length());
    return head.concat(tail);
  }

  boolean isIn(@Nullable Object left, @Nullable Object right) {
    if (Values.isAbsent(left) || Values.isAbsent(right)) {
      return false;
    }
    if (!(right instanceof List<?> list)) {
      return Values.same(left, right, budget);
    }
    for (Object element : list) {
      budget.step();
      if (Values.same(element, left, budget)) {
        return true;
      }
    }
    return false;
  }

  @Nullable Object range(Node node, @Nullable Object left, @Nullable Object right) {
    if (!Values.isAbsent(left) && !isWhole(left)) {
      throw operand("T2003", node, "left", "a whole number");
    }
    if (!Values.isAbsent(right) && !isWhole(right)) {
      throw operand("T2004", node, "right", "a whole number");
    }
    if (!(left instanceof Number a && right instanceof Number b)) {
      return ABSENT;
    }
    double from = a.doubleValue();
    double to = b.doubleValue();
    if (from > to) {
      return ABSENT;
    }
    double size = to - from + 1;
    if (size > MAX_RANGE) {
      throw new ExpressionException(
          ErrorCode.EXPRESSION_LIMIT, "D2014: a range cannot have more than ten million elements");
    }
    return Sequence.range(budget, from, (int) size);
  }

  private static boolean isWhole(@Nullable Object value) {
    return value instanceof Number number
        && !Double.isInfinite(number.doubleValue())
        && number.doubleValue() == Math.rint(number.doubleValue());
  }

  /** An operator whose operands are both evaluated. */
  @Nullable Object apply(Node node, @Nullable Object left, @Nullable Object right) {
    return switch (node.text) {
      case "=" ->
          !Values.isAbsent(left) && !Values.isAbsent(right) && Values.equal(left, right, budget);
      case "!=" ->
          !Values.isAbsent(left) && !Values.isAbsent(right) && !Values.equal(left, right, budget);
      case "<", "<=", ">", ">=" -> compare(node, left, right);
      case "&" -> concat(left, right);
      case "in" -> isIn(left, right);
      case ".." -> range(node, left, right);
      default -> arithmetic(node, left, right);
    };
  }
}
