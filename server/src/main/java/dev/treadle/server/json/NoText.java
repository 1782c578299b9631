package dev.treadle.server.json;

import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.JsonPointer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What JSON can escape and is no text: U+0000, and half a surrogate pair. */
final class NoText {
  private NoText() {}

  /** Refuses a body that has such a text or name anywhere, with its place. */
  static void requireNone(byte[] bytes, @Nullable Object json) {
    if (hasEscapes(bytes)) {
      search(json, JsonPointer.ROOT);
    }
  }

  /** As bytes they are not JSON, or not UTF-8: only an escape can make them. */
  private static boolean hasEscapes(byte[] bytes) {
    for (int i = 1; i < bytes.length; i++) {
      if (bytes[i] == 'u' && bytes[i - 1] == '\\') {
        return true;
      }
    }
    return false;
  }

  /** As deep as the reader of JSON lets a body be. */
  private static void search(@Nullable Object json, JsonPointer at) {
    if (json instanceof String text) {
      require(text, at);
    } else if (json instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        search(list.get(i), at.element(i));
      }
    } else if (json instanceof Map<?, ?> map) {
      map.forEach(
          (name, member) -> {
            require(String.valueOf(name), at);
            search(member, at.member(String.valueOf(name)));
          });
    }
  }

  private static void require(String text, JsonPointer at) {
    if (!TextRules.isStorable(text)) {
      throw ProblemException.unreadable(
          at.toString(),
          "INVALID_TEXT",
          "It has U+0000 or half a surrogate pair, which is no text.");
    }
  }
}
