package dev.treadle.nodes.flow;

import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How a rule compares two values. Types are never converted: values of different types are not
 * equal and have no order. Absent makes everything false except {@link #NOT_EQUALS} and {@link
 * #IS_EMPTY}.
 */
public enum Operator {
  EQUALS("equals"),
  NOT_EQUALS("does not equal"),
  GREATER_THAN(">"),
  GREATER_THAN_OR_EQUAL(">="),
  LESS_THAN("<"),
  LESS_THAN_OR_EQUAL("<="),
  CONTAINS("contains"),
  STARTS_WITH("starts with"),
  ENDS_WITH("ends with"),
  IN("is in"),
  MATCHES("matches"),
  EXISTS("exists"),
  IS_EMPTY("is empty");

  private final String words;

  Operator(String words) {
    this.words = words;
  }

  /** As it stands in a sentence between the values. */
  String words() {
    return words;
  }

  /** Whether there is a right side. */
  boolean isBinary() {
    return this != EXISTS && this != IS_EMPTY;
  }

  boolean holds(Evaluated left, Evaluated right) {
    return switch (this) {
      case EXISTS -> left instanceof Evaluated.Value;
      case IS_EMPTY -> isEmpty(left);
      case NOT_EQUALS -> !EQUALS.holds(left, right);
      default ->
          left instanceof Evaluated.Value(Object a)
              && right instanceof Evaluated.Value(Object b)
              && holds(a, b);
    };
  }

  private boolean holds(@Nullable Object left, @Nullable Object right) {
    return switch (this) {
      case EQUALS -> Json.equal(left, right);
      case GREATER_THAN -> isOrdered(left, right, order -> order > 0);
      case GREATER_THAN_OR_EQUAL -> isOrdered(left, right, order -> order >= 0);
      case LESS_THAN -> isOrdered(left, right, order -> order < 0);
      case LESS_THAN_OR_EQUAL -> isOrdered(left, right, order -> order <= 0);
      case CONTAINS ->
          left instanceof String text
              ? right instanceof String part && text.contains(part)
              : isMember(right, left);
      case STARTS_WITH ->
          left instanceof String text && right instanceof String part && text.startsWith(part);
      case ENDS_WITH ->
          left instanceof String text && right instanceof String part && text.endsWith(part);
      case IN -> isMember(left, right);
      case MATCHES ->
          left instanceof String text && right instanceof String regex && matches(text, regex);
      case NOT_EQUALS, EXISTS, IS_EMPTY -> throw new IllegalStateException(name());
    };
  }

  private static boolean isEmpty(Evaluated value) {
    return switch (value) {
      case Evaluated.Absent.ABSENT -> true;
      case Evaluated.Value(Object json) ->
          switch (json) {
            case null -> true;
            case String text -> text.isEmpty();
            case Collection<?> array -> array.isEmpty();
            case Map<?, ?> object -> object.isEmpty();
            default -> false;
          };
    };
  }

  private static boolean isMember(@Nullable Object value, @Nullable Object array) {
    return array instanceof List<?> elements
        && elements.stream().anyMatch(element -> Json.equal(element, value));
  }

  private static boolean isOrdered(
      @Nullable Object left, @Nullable Object right, IntPredicate decides) {
    if (left instanceof Number a && right instanceof Number b) {
      return decides.test(Json.compare(a, b));
    }
    return left instanceof String a
        && right instanceof String b
        && decides.test(compareCodePoints(a, b));
  }

  /** Unlike {@link String#compareTo}, which puts what needs two chars before some that need one. */
  private static int compareCodePoints(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        boolean bothOrNone =
            Character.isSurrogate(a.charAt(i)) == Character.isSurrogate(b.charAt(i));
        return bothOrNone
            ? Character.compare(a.charAt(i), b.charAt(i))
            : Character.isSurrogate(a.charAt(i)) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static boolean matches(String text, String regex) {
    TextPattern pattern;
    try {
      pattern = TextPattern.compile(regex);
    } catch (IllegalArgumentException e) {
      throw NodeFailure.permanent(ErrorCode.INVALID_CONFIG, String.valueOf(e.getMessage()));
    }
    if (!pattern.canSearch(text)) {
      throw NodeFailure.permanent(
          ErrorCode.EXPRESSION_LIMIT, "The text is too long for this pattern");
    }
    return pattern.isFoundIn(text);
  }
}
