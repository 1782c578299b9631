package dev.treadle.engine.expression;

import java.util.Map;

/** The characters that mean something in a picture. */
record NumberSymbols(
    String point,
    String separator,
    String exponent,
    String minus,
    String percent,
    String perMille,
    char zero,
    String digit,
    String parts) {

  static NumberSymbols of(Map<?, ?> options) {
    String zero = option(options, "zero-digit", "0");
    if (zero.isEmpty()) {
      throw new Fault("D3086", "the zero-digit must be a character");
    }
    return new NumberSymbols(
        option(options, "decimal-separator", "."),
        option(options, "grouping-separator", ","),
        option(options, "exponent-separator", "e"),
        option(options, "minus-sign", "-"),
        option(options, "percent", "%"),
        option(options, "per-mille", "\u2030"),
        zero.charAt(0),
        option(options, "digit", "#"),
        option(options, "pattern-separator", ";"));
  }

  private static String option(Map<?, ?> options, String name, String otherwise) {
    Object value = options.get(name);
    if (value instanceof String text && text.length() > 20) {
      throw Budget.limit("an option of $formatNumber is too long");
    }
    return value instanceof String text ? text : otherwise;
  }

  boolean isDigit(char c) {
    return c >= zero && c < zero + 10;
  }

  boolean isDigitSign(char c) {
    return isDigit(c) || digit.equals(String.valueOf(c));
  }

  boolean isActive(char c) {
    String text = String.valueOf(c);
    return isDigit(c)
        || text.equals(point)
        || text.equals(exponent)
        || text.equals(separator)
        || text.equals(digit)
        || text.equals(parts);
  }

  boolean isBorder(char c) {
    return isActive(c) && !exponent.equals(String.valueOf(c));
  }

  boolean isSeparator(String text, int at) {
    return at >= 0 && at < text.length() && text.startsWith(separator, at);
  }

  int digits(String text) {
    return (int) text.chars().filter(c -> isDigit((char) c)).count();
  }

  int digitSigns(String text) {
    return (int) text.chars().filter(c -> isDigitSign((char) c)).count();
  }

  /** A number with the picture's own digits. */
  String localized(String number) {
    StringBuilder out = new StringBuilder(number);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= '0' && c <= '9') {
        out.setCharAt(i, (char) (zero + c - '0'));
      }
    }
    return out.toString();
  }
}
