package dev.treadle.engine.expression;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as text, as {@code $string} and {@code &} write them: numbers as binary doubles. */
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder();
  private final Budget budget;
  private final boolean pretty;
  private int paid;

  private JsonText(Budget budget, boolean pretty) {
    this.budget = budget;
    this.pretty = pretty;
  }

  static String of(@Nullable Object value, Budget budget) {
    return of(value, budget, false);
  }

  static String of(@Nullable Object value, Budget budget, boolean pretty) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Func) {
      return "";
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw new Fault("D3001", "infinity and \"not a number\" have no text");
    }
    JsonText text = new JsonText(budget, pretty);
    text.write(value instanceof Sequence list && list.outerWrapper ? list.get(0) : value, 0);
    text.pay();
    return text.out.toString();
  }

  private void pay() {
    budget.text(out.length() - paid);
    paid = out.length();
  }

  private void write(@Nullable Object value, int depth) {
    Budget.nesting(depth);
    budget.step();
    if (out.length() - paid > 4_096) {
      pay();
    }
    switch (value) {
      case String text -> quote(text);
      case Number number -> out.append(number(number));
      case Boolean flag -> out.append(flag.booleanValue());
      case List<?> list -> array(list, depth);
      case Func function -> out.append("\"\"");
      case Map<?, ?> map -> object(map, depth);
      case null, default -> out.append("null");
    }
  }

  private static String number(Number number) {
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      throw new Fault("D1001", "the number is out of range");
    }
    return Double.isNaN(value) ? "null" : Numerals.write(Numerals.rounded(value));
  }

  private void array(List<?> list, int depth) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      newLine(depth + 1);
      write(list.get(i), depth + 1);
    }
    if (!list.isEmpty()) {
      newLine(depth);
    }
    out.append(']');
  }

  private void object(Map<?, ?> map, int depth) {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      newLine(depth + 1);
      quote((String) member.getKey());
      out.append(pretty ? ": " : ":");
      write(member.getValue(), depth + 1);
    }
    if (!first) {
      newLine(depth);
    }
    out.append('}');
  }

  private void newLine(int depth) {
    if (pretty) {
      out.append('\n').repeat("  ", depth);
    }
  }

  private void quote(String text) {
    if (text.length() > 4_096) {
      pay();
      budget.characters(text.length());
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || isLoneSurrogate(text, i)) {
            out.append("\\u").append(HEX[c >> 12]).append(HEX[(c >> 8) & 15]);
            out.append(HEX[(c >> 4) & 15]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }
}
