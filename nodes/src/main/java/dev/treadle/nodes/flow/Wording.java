package dev.treadle.nodes.flow;

import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Values and reasons in words, short enough for a log line. */
final class Wording {
  private static final int MAX_REASON = 300;
  private static final int MAX_TEXT = 60;
  private static final int MAX_PARTS = 3;

  private Wording() {}

  static String shorten(String reason) {
    return shorten(reason, MAX_REASON);
  }

  /** Cuts at a border of characters, so that no half of one is left. */
  static String shorten(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = length - 1;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  static String of(Evaluated value) {
    return switch (value) {
      case Evaluated.Absent.ABSENT -> "nothing";
      case Evaluated.Value(Object json) -> of(json, 2);
    };
  }

  /** JSON, but of long texts, arrays and objects only the beginning. */
  private static String of(@Nullable Object json, int depth) {
    return switch (json) {
      case String text -> Json.write(shorten(text, MAX_TEXT));
      case Number number -> shorten(Json.write(number), MAX_TEXT);
      case List<?> array when depth == 0 -> array.isEmpty() ? "[]" : "[…]";
      case Map<?, ?> object when depth == 0 -> object.isEmpty() ? "{}" : "{…}";
      case List<?> array -> parts("[", array.stream().map(part -> of(part, depth - 1)), "]");
      case Map<?, ?> object ->
          parts(
              "{",
              object.entrySet().stream()
                  .map(e -> of(e.getKey(), 0) + ": " + of(e.getValue(), depth - 1)),
              "}");
      case null -> "null";
      default -> Json.write(json);
    };
  }

  private static String parts(String open, Stream<String> parts, String close) {
    List<String> first = parts.limit(MAX_PARTS + 1L).toList();
    return first.size() > MAX_PARTS
        ? open + String.join(", ", first.subList(0, MAX_PARTS)) + ", …" + close
        : open + String.join(", ", first) + close;
  }
}
