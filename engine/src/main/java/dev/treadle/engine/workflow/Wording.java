package dev.treadle.engine.workflow;

import dev.treadle.values.Json;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How messages speak of what a definition says: bounded in length, on one line. */
final class Wording {
  private static final int LONGEST_TEXT = 200;
  private static final int MOST_WORDS = 20;

  /** Longer names are hardly typing errors, and comparing them is quadratic. */
  private static final int LONGEST_COMPARED = 60;

  private Wording() {}

  /** A text in quotation marks, cut where it is long: {@code "score"}. */
  static String quoted(String text) {
    return Json.write(shortened(text));
  }

  /** A text without quotation marks, cut where it is long. */
  static String shortened(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST_TEXT) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)) + "…";
  }

  /** Any JSON value: scalars as they are written, others by their type. */
  static String value(@Nullable Object json) {
    return switch (json) {
      case null -> "null";
      case String text -> quoted(text);
      case Number number -> shortened(Json.write(number));
      case Boolean flag -> flag.toString();
      default -> "an " + Json.typeName(json);
    };
  }

  /** A list of words: {@code "true", "false"}. */
  static String words(Collection<String> words) {
    String list = words.stream().limit(MOST_WORDS).map(Wording::quoted).collect(joined());
    return words.size() > MOST_WORDS
        ? list + " and " + (words.size() - MOST_WORDS) + " more"
        : list;
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }

  /**
   * The end of a sentence which proposes the known word that is nearest, if one is near. For short
   * lists of known words only: all are compared.
   */
  static String suggestion(String word, Collection<String> known) {
    return nearest(word, known).map(near -> "; did you mean " + quoted(near) + "?").orElse("");
  }

  private static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST_COMPARED) {
      return Optional.empty();
    }
    String nearest = null;
    int least = Math.min(3, (word.length() + 2) / 3 + 1);
    for (String candidate : new TreeSet<>(known)) {
      if (Math.abs(candidate.length() - word.length()) < least) {
        int distance = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
        if (distance < least) {
          least = distance;
          nearest = candidate;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  /**
   * How many characters must be put in, left out, replaced or swapped with their neighbour (optimal
   * string alignment).
   */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int step(int[][] cost, String a, String b, int i, int j) {
    boolean same = a.charAt(i - 1) == b.charAt(j - 1);
    int least =
        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
  }
}
