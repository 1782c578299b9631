package dev.treadle.values;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON text. Lone surrogates are escaped, so that the text is always valid UTF-8. */
final class JsonWriter {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** Doubles below this are exact integers and are written without an exponent. */
  private static final double EXACT_INTEGERS = 1e15;

  /** Whole numbers of more digits are written with an exponent, as ECMAScript does. */
  private static final int PLAIN_DIGITS = 21;

  private JsonWriter() {}

  static void write(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case null -> out.append("null");
      case String text -> writeString(text, out);
      case Double binary -> writeDouble(binary, out);
      case Float binary -> writeDouble(binary.doubleValue(), out);
      case BigDecimal decimal -> writeDecimal(decimal, out);
      case Number number -> out.append(number);
      case Boolean flag -> out.append(flag.booleanValue());
      case Map<?, ?> map -> writeObject(map, out);
      case List<?> list -> writeArray(list, out);
      default -> throw new IllegalArgumentException("not JSON: " + value.getClass().getName());
    }
  }

  private static void writeObject(Map<?, ?> map, StringBuilder out) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      writeString((String) entry.getKey(), out);
      out.append(':');
      write(entry.getValue(), out);
    }
    out.append('}');
  }

  private static void writeArray(List<?> list, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      write(list.get(i), out);
    }
    out.append(']');
  }

  /** As the decimal would be written that is read from it, so that reading back changes nothing. */
  private static void writeDouble(double value, StringBuilder out) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == Math.rint(value) && Math.abs(value) < EXACT_INTEGERS) {
      out.append((long) value);
    } else {
      BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
      boolean plain = decimal.precision() - decimal.scale() <= PLAIN_DIGITS;
      if (plain && decimal.scale() < 0) {
        out.append(decimal.toPlainString());
      } else {
        writeDecimal(decimal, out);
      }
    }
  }

  private static void writeDecimal(BigDecimal decimal, StringBuilder out) {
    out.append(decimal.toString().replace('E', 'e'));
  }

  private static void writeString(String text, StringBuilder out) {
    out.append('"');
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !isLoneSurrogate(text, i)) {
        continue;
      }
      out.append(text, plainFrom, i);
      plainFrom = i + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default ->
            out.append("\\u")
                .append(HEX[c >> 12])
                .append(HEX[(c >> 8) & 15])
                .append(HEX[(c >> 4) & 15])
                .append(HEX[c & 15]);
      }
    }
    out.append(text, plainFrom, text.length()).append('"');
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (!Character.isSurrogate(c)) {
      return false;
    }
    if (Character.isHighSurrogate(c)) {
      return i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
  }
}
