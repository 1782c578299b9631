package dev.treadle.server.json;

import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.problem.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What texts in bodies have to be like; each fault is added to those there are. */
public final class TextRules {
  public static final int LONGEST_EMAIL = 254;

  private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]+@[^\\s@\\p{Cntrl}]+");

  private TextRules() {}

  /** The length in characters; a text that must have some is not blank. */
  public static void check(
      List<Fault> faults, String pointer, String text, int shortest, int longest) {
    int length = text.codePointCount(0, text.length());
    if (length < shortest || length > longest || (shortest > 0 && text.isBlank())) {
      faults.add(
          new Fault(
              pointer,
              "LENGTH",
              shortest == 0
                  ? "It must have at most " + longest + " characters."
                  : "It must have " + shortest + " to " + longest + " characters, not blank."));
    } else if (!isStorable(text)) {
      faults.add(new Fault(pointer, "INVALID_TEXT", "It has characters that are no text."));
    }
  }

  /** An e-mail address, as far as that can be told without writing to it. */
  public static void checkEmail(List<Fault> faults, String pointer, String text) {
    if (!isEmail(text)) {
      faults.add(new Fault(pointer, "INVALID_EMAIL", "It must be an e-mail address."));
    }
  }

  public static boolean isEmail(String text) {
    return text.length() <= LONGEST_EMAIL && EMAIL.matcher(text).matches() && isStorable(text);
  }

  /** One of the words of an enumeration; a fault, and empty, when it is none or absent. */
  public static <E extends Enum<E>> Optional<E> checkWord(
      List<Fault> faults, String pointer, Class<E> type, Optional<String> text) {
    Optional<E> word = text.flatMap(given -> word(type, given));
    if (word.isEmpty()) {
      faults.add(
          new Fault(
              pointer,
              "UNKNOWN_VALUE",
              "It must be one of " + Arrays.toString(type.getEnumConstants()) + "."));
    }
    return word;
  }

  /** A word of an enumeration, written exactly as it is. */
  public static <E extends Enum<E>> Optional<E> word(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.name().equals(text))
        .findFirst();
  }

  /** PostgreSQL keeps neither U+0000 nor half a surrogate pair. */
  public static boolean isStorable(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff));
  }

  /** Refuses what was read when there is any fault. */
  public static void finish(List<Fault> faults) {
    if (!faults.isEmpty()) {
      throw new ProblemException(ProblemType.VALIDATION, faults.getFirst().detail(), faults);
    }
  }
}
