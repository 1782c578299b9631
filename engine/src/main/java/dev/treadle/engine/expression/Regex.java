package dev.treadle.engine.expression;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression. It backtracks, as JavaScript's does, so each character that it looks at is
 * paid for.
 *
 * @param source as it stands in the expression
 */
record Regex(String source, Pattern pattern) {
  private static final int MAX_LENGTH = 5_000;

  static Regex compile(String source, String flags, int position) {
    if (source.length() > MAX_LENGTH) {
      throw new Fault("S0302", position, "the regular expression is too long");
    }
    boolean multiline = flags.contains("m");
    boolean ignoresCase = flags.contains("i");
    try {
      String translated = new RegexSyntax(source, multiline, ignoresCase).translate();
      return new Regex(
          source, Pattern.compile(translated, ignoresCase ? Pattern.CASE_INSENSITIVE : 0));
    } catch (PatternSyntaxException e) {
      throw new Fault(
          "S0302", position, "the regular expression is not valid: " + e.getDescription());
    } catch (StackOverflowError e) {
      throw new Fault("S0302", position, "the regular expression is nested too deeply");
    }
  }

  /** The first match at or behind an offset. */
  @Nullable Matcher find(String text, int from, Budget budget) {
    Matcher matcher = pattern.matcher(new Paid(text, budget));
    try {
      return matcher.find(from) ? matcher : null;
    } catch (StackOverflowError e) {
      throw Budget.limit("a regular expression nests too deeply on its text");
    }
  }

  /** A text that charges for each look at a character. */
  private static final class Paid implements CharSequence {
    private static final int LOOKS_PER_STEP = 4;

    private final String text;
    private final Budget budget;
    private int looks = LOOKS_PER_STEP;

    Paid(String text, Budget budget) {
      this.text = text;
      this.budget = budget;
    }

    @Override
    public char charAt(int index) {
      if (--looks == 0) {
        looks = LOOKS_PER_STEP;
        budget.step();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
