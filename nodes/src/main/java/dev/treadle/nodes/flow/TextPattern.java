package dev.treadle.nodes.flow;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of RE2, whose time is linear in the text. RE2 repeats a part by copying it,
 * so nested repetitions multiply; their product is bounded here, because RE2/J does not.
 */
final class TextPattern {
  /** The longest pattern, in characters. */
  static final int MAX_LENGTH = 1_000;

  /** The most single characters that a pattern may stand for when its repetitions are unrolled. */
  private static final int MAX_SIZE = 20_000;

  /** The bound of text length times pattern size: about a second of work. */
  private static final long MAX_WORK = 50_000_000;

  private final Pattern pattern;
  private final long size;

  private TextPattern(Pattern pattern, long size) {
    this.pattern = pattern;
    this.size = size;
  }

  /**
   * Compiles a pattern; an {@link IllegalArgumentException} says in a sentence why it cannot be.
   */
  static TextPattern compile(String regex) {
    if (regex.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("The pattern has more than " + MAX_LENGTH + " characters");
    }
    if (regex.contains("\\Q")) {
      throw new IllegalArgumentException("The pattern must not quote with \\Q");
    }
    long size = unrolledSize(regex);
    if (size > MAX_SIZE) {
      throw new IllegalArgumentException("The pattern's repetitions are too many");
    }
    try {
      return new TextPattern(Pattern.compile(regex), size);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("The pattern is not RE2: " + e.getMessage(), e);
    }
  }

  /** Whether a match fits into the bound of work. */
  boolean canSearch(String text) {
    return text.length() * size <= MAX_WORK;
  }

  /** Whether the pattern matches anywhere in the text. */
  boolean isFoundIn(String text) {
    return pattern.matcher(text).find();
  }

  /** How many single characters the pattern stands for when its repetitions are unrolled. */
  private static long unrolledSize(String regex) {
    long[] outer = new long[regex.length() + 1];
    int depth = 0;
    long size = 1;
    long last = 0;
    for (int i = 0; i < regex.length() && size <= MAX_SIZE; i++) {
      char c = regex.charAt(i);
      if (c == '(') {
        outer[depth++] = size;
        size = 1;
        last = 0;
      } else if (c == ')' && depth > 0) {
        last = size;
        size += outer[--depth];
      } else if (c == '{') {
        int times = Math.max(1, largestCount(regex, i + 1));
        size += last * (times - 1);
        last *= times;
      } else {
        i = endOfAtom(regex, i, c);
        last = 1;
        size++;
      }
    }
    return size;
  }

  /** The last character of what begins at {@code i}: a class, an escape, a letter. */
  private static int endOfAtom(String regex, int i, char c) {
    if (c == '\\') {
      return i + 1;
    }
    return c == '[' ? endOfClass(regex, i) : i;
  }

  /** The bracket that closes a class; a bracket right after the opening one is part of it. */
  private static int endOfClass(String regex, int open) {
    int i = regex.startsWith("^", open + 1) ? open + 2 : open + 1;
    for (int first = i; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '[' && regex.startsWith(":", i + 1) && regex.indexOf(":]", i + 2) >= 0) {
        i = regex.indexOf(":]", i + 2) + 1;
      } else if (c == ']' && i > first) {
        return i;
      }
    }
    return regex.length();
  }

  /** The larger number of {@code {2,5}}; zero where the brace begins no repetition. */
  private static int largestCount(String regex, int from) {
    int largest = 0;
    int number = 0;
    for (int i = from; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c >= '0' && c <= '9' && number < MAX_SIZE) {
        number = number * 10 + (c - '0');
        largest = Math.max(largest, number);
      } else if (c == ',') {
        number = 0;
      } else {
        return largest;
      }
    }
    return largest;
  }
}
