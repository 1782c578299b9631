package dev.treadle.values;

import java.util.Optional;

/**
 * The rule for the names of nodes and handles: 1 to {@value NodeId#MAX_LENGTH} printable
 * characters, at least one of them visible. Characters are code points. Not printable are controls,
 * lone surrogates, separators of lines and paragraphs, and what Unicode has not assigned; format
 * characters are legal, because emoji and several scripts are written with them.
 */
public final class Printable {
  private Printable() {}

  /** What is wrong with a name, as the end of a sentence ({@code is blank}); empty if nothing. */
  public static Optional<String> fault(String name) {
    boolean visible = false;
    boolean printable = true;
    int length = 0;
    for (int i = 0; i < name.length(); length++) {
      int character = name.codePointAt(i);
      visible |= !isInvisible(character);
      printable &= isPrintable(character);
      i += Character.charCount(character);
    }
    if (!visible) {
      return Optional.of("is blank");
    }
    if (length > NodeId.MAX_LENGTH) {
      return Optional.of("is longer than " + NodeId.MAX_LENGTH + " characters");
    }
    return printable ? Optional.empty() : Optional.of("has characters that cannot be printed");
  }

  private static boolean isInvisible(int character) {
    return Character.isWhitespace(character)
        || Character.isSpaceChar(character)
        || Character.getType(character) == Character.FORMAT;
  }

  private static boolean isPrintable(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
