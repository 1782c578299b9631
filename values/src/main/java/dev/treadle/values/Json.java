package dev.treadle.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON as plain Java values: {@code null}, {@link Boolean}, {@link String}, {@link Number}, {@link
 * List} and {@link Map} with string keys, nothing else. Values that travel between parts of the
 * program are immutable, see {@link #freeze}.
 *
 * <p>A number that was read is an {@link Integer}, {@link Long}, {@link BigInteger} or {@link
 * BigDecimal} and keeps every digit; a number that was computed may be a {@link Double}.
 */
public final class Json {
  private Json() {}

  /**
   * Equality of JSON values: numbers by value (a computed double against a decimal as doubles),
   * arrays in order, objects without order.
   */
  @SuppressWarnings("ReferenceEquality") // the same reference is equal at once; the rest decides
  public static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (a == b) {
      return true;
    }
    if (a == null || b == null) {
      return false;
    }
    return switch (a) {
      case Number left -> b instanceof Number right && compare(left, right) == 0;
      case List<?> left -> b instanceof List<?> right && equalLists(left, right);
      case Map<?, ?> left -> b instanceof Map<?, ?> right && equalMaps(left, right);
      default -> a.equals(b);
    };
  }

  /** Orders two numbers by value, exactly unless one of them is a binary double. */
  public static int compare(Number a, Number b) {
    if (isBinary(a) || isBinary(b)) {
      return Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
    }
    if (isLong(a) && isLong(b)) {
      return Long.compare(a.longValue(), b.longValue());
    }
    return decimal(a).compareTo(decimal(b));
  }

  /** The exact decimal value of a number. */
  public static BigDecimal decimal(Number number) {
    return switch (number) {
      case BigDecimal decimal -> decimal;
      case BigInteger integer -> new BigDecimal(integer);
      case Double binary -> BigDecimal.valueOf(binary);
      case Float binary -> BigDecimal.valueOf(binary.doubleValue());
      default -> BigDecimal.valueOf(number.longValue());
    };
  }

  /**
   * A deep immutable copy that keeps the order of keys; immutable parts are copied all the same.
   */
  public static @Nullable Object freeze(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> freezeObject(map);
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object element : list) {
          copy.add(freeze(element));
        }
        yield Collections.unmodifiableList(copy);
      }
      case null -> null;
      default -> value;
    };
  }

  /** As {@link #freeze}, for a value that is known to be an object. */
  public static Map<String, @Nullable Object> freezeObject(Map<?, ?> map) {
    Map<String, @Nullable Object> copy = LinkedHashMap.newLinkedHashMap(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      copy.put((String) entry.getKey(), freeze(entry.getValue()));
    }
    return Collections.unmodifiableMap(copy);
  }

  /** The same value with the keys of every object in the order of their characters. */
  public static @Nullable Object sorted(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new TreeMap<>();
        map.forEach((key, member) -> copy.put((String) key, sorted(member)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object element : list) {
          copy.add(sorted(element));
        }
        yield copy;
      }
      case null -> null;
      default -> value;
    };
  }

  /** The value as an object, or {@code null} when it is none. */
  @SuppressWarnings("unchecked") // keys of JSON objects are strings by the definition of this class
  public static @Nullable Map<String, @Nullable Object> asObject(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : null;
  }

  /** The value as an array, or {@code null} when it is none. */
  @SuppressWarnings("unchecked") // elements of JSON arrays are JSON by the definition of this class
  public static @Nullable List<@Nullable Object> asArray(@Nullable Object value) {
    return value instanceof List<?> list ? (List<@Nullable Object>) list : null;
  }

  /** The name of a value's type in messages: {@code object}, {@code array}, {@code string}, … */
  public static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> ignored -> "object";
      case List<?> ignored -> "array";
      case String ignored -> "string";
      case Number ignored -> "number";
      case Boolean ignored -> "boolean";
      default -> throw new IllegalArgumentException("not JSON: " + value.getClass().getName());
    };
  }

  /** Compact JSON text. */
  public static String write(@Nullable Object value) {
    StringBuilder out = new StringBuilder(64);
    JsonWriter.write(value, out);
    return out.toString();
  }

  /** Appends compact JSON text. */
  public static void write(@Nullable Object value, StringBuilder out) {
    JsonWriter.write(value, out);
  }

  private static boolean equalLists(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> a, Map<?, ?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = b.get(entry.getKey());
      if (other == null && !b.containsKey(entry.getKey())) {
        return false;
      }
      if (!equal(entry.getValue(), other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBinary(Number number) {
    return number instanceof Double || number instanceof Float;
  }

  private static boolean isLong(Number number) {
    return number instanceof Integer || number instanceof Long;
  }
}
