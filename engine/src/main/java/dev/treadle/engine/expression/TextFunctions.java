package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Built-in functions on texts. Lengths and positions count code points. */
final class TextFunctions {
  private TextFunctions() {}

  static @Nullable Object string(Func.Call call) {
    Object value = call.argument(0);
    return Values.isAbsent(value)
        ? ABSENT
        : JsonText.of(value, call.budget(), Boolean.TRUE.equals(call.argument(1)));
  }

  static @Nullable Object substring(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    call.budget().text(text.length());
    int size = text.codePointCount(0, text.length());
    if (!call.has(1)) {
      return call.has(2) ? "" : text;
    }
    double start = call.number(1);
    start = size + start < 0 ? 0 : start;
    if (!call.has(2)) {
      return slice(text, size, start, size);
    }
    double length = call.number(2);
    if (length <= 0) {
      return "";
    }
    return slice(text, size, start, start >= 0 ? start + length : size + start + length);
  }

  private static String slice(String text, int size, double start, double end) {
    int from = bound(start, size);
    int to = bound(end, size);
    if (from >= to) {
      return "";
    }
    int first = text.offsetByCodePoints(0, from);
    return text.substring(first, text.offsetByCodePoints(first, to - from));
  }

  private static int bound(double offset, int size) {
    double whole = offset < 0 ? size + Math.ceil(offset) : Math.floor(offset);
    return (int) Math.clamp(whole, 0.0, size);
  }

  static @Nullable Object before(Func.Call call) {
    if (!call.has(0) || !call.has(1)) {
      return call.argument(0);
    }
    String text = call.text(0);
    MatchFunctions.search(call.budget(), text, call.text(1));
    call.budget().text(text.length());
    int at = text.indexOf(call.text(1));
    return at < 0 ? text : text.substring(0, at);
  }

  static @Nullable Object after(Func.Call call) {
    if (!call.has(0) || !call.has(1)) {
      return call.argument(0);
    }
    String text = call.text(0);
    MatchFunctions.search(call.budget(), text, call.text(1));
    call.budget().text(text.length());
    int at = text.indexOf(call.text(1));
    return at < 0 ? text : text.substring(at + call.text(1).length());
  }

  static @Nullable Object lowercase(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    call.budget().text(call.text(0).length());
    return call.text(0).toLowerCase(Locale.ROOT);
  }

  static @Nullable Object uppercase(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    call.budget().text(call.text(0).length() * 3L);
    return call.text(0).toUpperCase(Locale.ROOT);
  }

  static @Nullable Object length(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    call.budget().characters(text.length());
    return (double) text.codePointCount(0, text.length());
  }

  static @Nullable Object trim(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    call.budget().text(text.length());
    StringBuilder trimmed = new StringBuilder();
    boolean blank = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        blank = true;
        continue;
      }
      if (blank && !trimmed.isEmpty()) {
        trimmed.append(' ');
      }
      blank = false;
      trimmed.append(c);
    }
    return trimmed.toString();
  }

  static @Nullable Object pad(Func.Call call) {
    if (!call.has(0) || !call.has(1)) {
      return call.argument(0);
    }
    String text = call.text(0);
    String with = call.has(2) && !call.text(2).isEmpty() ? call.text(2) : " ";
    double width = call.number(1);
    call.budget().characters(text.length());
    double missing = Math.floor(Math.abs(width)) - text.codePointCount(0, text.length());
    if (missing <= 0) {
      return text;
    }
    int unit = with.codePointCount(0, with.length());
    double repeats = Math.ceil(missing / unit);
    call.budget().text(text.length() + (long) Math.min(repeats * with.length() * 2, 1e15));
    String padding = with.repeat((int) repeats);
    padding = padding.substring(0, padding.offsetByCodePoints(0, (int) missing));
    return width > 0 ? text + padding : padding + text;
  }

  static @Nullable Object join(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    List<?> texts = call.list(0);
    String separator = call.has(1) ? call.text(1) : "";
    long length = 0;
    for (Object text : texts) {
      length += separator.length() + (text instanceof String part ? part.length() : 0);
    }
    call.budget().cells(texts.size());
    call.budget().text(2 * length);
    StringBuilder joined = new StringBuilder((int) length);
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        joined.append(separator);
      }
      joined.append(texts.get(i) instanceof String part ? part : "");
    }
    return joined.toString();
  }
}
