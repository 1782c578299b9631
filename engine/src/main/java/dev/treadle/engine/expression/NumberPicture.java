package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A picture of a decimal number, such as {@code #,##0.00}, as XPath's {@code format-number} reads
 * it: a part for positive numbers and perhaps one for negative ones.
 */
final class NumberPicture {
  static final int MAX_LENGTH = 500;

  /** The characters that mean something in a picture. */
  private record Symbols(
      String point,
      String separator,
      String exponent,
      String minus,
      String percent,
      String perMille,
      char zero,
      String digit,
      String parts) {

    static Symbols of(Map<?, ?> options) {
      String zero = option(options, "zero-digit", "0");
      return new Symbols(
          option(options, "decimal-separator", "."),
          option(options, "grouping-separator", ","),
          option(options, "exponent-separator", "e"),
          option(options, "minus-sign", "-"),
          option(options, "percent", "%"),
          option(options, "per-mille", "\u2030"),
          zero.isEmpty() ? '0' : zero.charAt(0),
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
  }

  /** One half of the picture, cut up; without an exponent that part is null's stand-in, absent. */
  private record Part(
      String picture,
      String prefix,
      String suffix,
      String active,
      String mantissa,
      boolean hasExponent,
      String exponent,
      String integer,
      String fraction) {}

  private final Symbols symbols;
  private final List<Part> parts = new ArrayList<>();

  NumberPicture(String picture, Map<?, ?> options, Budget budget) {
    if (picture.length() > MAX_LENGTH) {
      throw Budget.limit("a picture is too long");
    }
    budget.steps(50 + 4L * picture.length());
    budget.allocate(1_000 + 20L * picture.length());
    symbols = Symbols.of(options);
    int from = 0;
    while (from >= 0) {
      int end = symbols.parts.isEmpty() ? -1 : picture.indexOf(symbols.parts, from);
      parts.add(cut(end < 0 ? picture.substring(from) : picture.substring(from, end)));
      from = end < 0 ? -1 : end + symbols.parts.length();
    }
    if (parts.size() > 2) {
      throw new Fault("D3080", "a picture can have two parts at most");
    }
    for (Part part : parts) {
      check(part);
    }
  }

  private Part cut(String picture) {
    int start = 0;
    while (start < picture.length() && !symbols.isBorder(picture.charAt(start))) {
      start++;
    }
    int end = picture.length();
    while (end > 0 && !symbols.isBorder(picture.charAt(end - 1))) {
      end--;
    }
    String prefix = start == picture.length() ? "" : picture.substring(0, start);
    String suffix = end == 0 ? "" : picture.substring(end);
    String active = picture.substring(prefix.length(), picture.length() - suffix.length());
    int at = picture.indexOf(symbols.exponent, prefix.length());
    boolean hasExponent = at >= 0 && at <= picture.length() - suffix.length();
    // The reference counts this offset from the start of the picture, not of the active part.
    int exponentAt = Math.min(at, active.length());
    String mantissa = hasExponent ? active.substring(0, exponentAt) : active;
    String exponent =
        hasExponent ? active.substring(Math.min(exponentAt + 1, active.length())) : "";
    int pointAt = mantissa.indexOf(symbols.point);
    return new Part(
        picture,
        prefix,
        suffix,
        active,
        mantissa,
        hasExponent,
        exponent,
        pointAt < 0 ? mantissa : mantissa.substring(0, pointAt),
        pointAt < 0 ? suffix : mantissa.substring(pointAt + 1));
  }

  private void check(Part part) {
    String picture = part.picture;
    int pointAt = picture.indexOf(symbols.point);
    boolean hasPercent = picture.contains(symbols.percent);
    boolean hasPerMille = picture.contains(symbols.perMille);
    int optional = part.integer.indexOf(symbols.digit);
    int optionalFraction = part.fraction.lastIndexOf(symbols.digit);
    String code = "";
    code = repeats(picture, symbols.point) ? "D3081" : code;
    code = repeats(picture, symbols.percent) ? "D3082" : code;
    code = repeats(picture, symbols.perMille) ? "D3083" : code;
    code = hasPercent && hasPerMille ? "D3084" : code;
    code = part.mantissa.chars().noneMatch(c -> symbols.isDigitSign((char) c)) ? "D3085" : code;
    code = part.active.chars().anyMatch(c -> !symbols.isActive((char) c)) ? "D3086" : code;
    if (pointAt >= 0) {
      boolean adjacent = isSeparator(picture, pointAt - 1) || isSeparator(picture, pointAt + 1);
      code = adjacent ? "D3087" : code;
    } else {
      code = isSeparator(part.integer, part.integer.length() - 1) ? "D3088" : code;
    }
    code = picture.contains(symbols.separator + symbols.separator) ? "D3089" : code;
    code = optional >= 0 && digits(part.integer.substring(0, optional)) > 0 ? "D3090" : code;
    code =
        optionalFraction >= 0 && digits(part.fraction.substring(optionalFraction)) > 0
            ? "D3091"
            : code;
    code = !part.exponent.isEmpty() && (hasPercent || hasPerMille) ? "D3092" : code;
    boolean exponentFits =
        !part.exponent.isEmpty() && digits(part.exponent) == part.exponent.length();
    code = part.hasExponent && !exponentFits ? "D3093" : code;
    if (!code.isEmpty()) {
      throw new Fault(code, "\"" + picture + "\" is no picture of a number");
    }
  }

  private static boolean repeats(String picture, String symbol) {
    return picture.indexOf(symbol) != picture.lastIndexOf(symbol);
  }

  private boolean isSeparator(String text, int at) {
    return at >= 0 && at < text.length() && text.startsWith(symbols.separator, at);
  }

  private int digits(String text) {
    return (int) text.chars().filter(c -> symbols.isDigit((char) c)).count();
  }

  private int digitSigns(String text) {
    return (int) text.chars().filter(c -> symbols.isDigitSign((char) c)).count();
  }

  /** Digits behind (or before) each separator of a part. */
  private List<Integer> groups(Part part, String text, boolean toLeft) {
    List<Integer> positions = new ArrayList<>();
    int at = text.indexOf(symbols.separator);
    while (at >= 0 && at <= text.length()) {
      positions.add(digitSigns(toLeft ? text.substring(0, at) : text.substring(at)));
      at = part.integer.indexOf(symbols.separator, at + 1);
    }
    return positions;
  }

  String format(double value) {
    boolean negative = !(value >= 0);
    Part part = negative && parts.size() == 2 ? parts.get(1) : parts.get(0);
    String prefix = negative && parts.size() == 1 ? symbols.minus + part.prefix : part.prefix;
    int minInteger = digits(part.integer);
    final int scaling = minInteger;
    int minFraction = digits(part.fraction);
    int maxFraction = digitSigns(part.fraction);
    if (minInteger == 0 && maxFraction == 0) {
      minFraction = maxFraction = part.hasExponent ? 1 : 0;
      minInteger = part.hasExponent ? 0 : 1;
    }
    if (part.hasExponent && minInteger == 0 && part.integer.contains(symbols.digit)) {
      minInteger = 1;
    }
    if (minInteger == 0 && minFraction == 0) {
      minFraction = 1;
    }
    double mantissa = value;
    if (part.picture.contains(symbols.percent)) {
      mantissa = value * 100;
    } else if (part.picture.contains(symbols.perMille)) {
      mantissa = value * 1_000;
    }
    int exponent = 0;
    if (part.hasExponent && mantissa != 0) {
      for (; Math.abs(mantissa) < Math.pow(10, scaling - 1); exponent--) {
        mantissa *= 10;
      }
      for (; Math.abs(mantissa) > Math.pow(10, scaling); exponent++) {
        mantissa /= 10;
      }
    }
    if (maxFraction > 100) {
      throw new Fault("D3085", "a picture can have a hundred decimal places at most");
    }
    String text =
        Numerals.fixed(Math.abs(NumberFunctions.round(mantissa, maxFraction)), maxFraction);
    text = padded(part, text, minInteger, minFraction);
    if (part.hasExponent) {
      String written = localized(String.valueOf(Math.abs(exponent)));
      int missing = digits(part.exponent) - written.length();
      text +=
          symbols.exponent
              + (exponent < 0 ? symbols.minus : "")
              + String.valueOf(symbols.zero).repeat(Math.max(0, missing))
              + written;
    }
    return prefix + text + part.suffix;
  }

  private String localized(String number) {
    StringBuilder out = new StringBuilder(number);
    for (int i = 0; i < out.length(); i++) {
      char c = out.charAt(i);
      if (c >= '0' && c <= '9') {
        out.setCharAt(i, (char) (symbols.zero + c - '0'));
      }
    }
    return out.toString();
  }

  /** The digits with leading and trailing zeros as the picture wants them, grouped. */
  private String padded(Part part, String number, int minInteger, int minFraction) {
    int pointAt = number.indexOf('.');
    String integer = pointAt < 0 ? number : number.substring(0, pointAt);
    String fraction = pointAt < 0 ? "" : number.substring(pointAt + 1);
    int from = 0;
    while (from < integer.length() && integer.charAt(from) == '0') {
      from++;
    }
    int to = fraction.length();
    while (to > 0 && fraction.charAt(to - 1) == '0') {
      to--;
    }
    integer =
        "0".repeat(Math.max(0, minInteger - integer.length() + from)) + integer.substring(from);
    fraction = fraction.substring(0, to) + "0".repeat(Math.max(0, minFraction - to));
    StringBuilder out = new StringBuilder(localized(integer));
    groupInteger(out, groups(part, part.integer, false));
    int start = out.length() + symbols.point.length();
    out.append(symbols.point).append(localized(fraction));
    for (int position : groups(part, part.fraction, true)) {
      out.insert(Math.min(out.length(), start + position), symbols.separator);
    }
    boolean endsWithPoint = fraction.isEmpty();
    if (!part.picture.contains(symbols.point) || endsWithPoint) {
      out.setLength(out.length() - 1);
    }
    return out.toString();
  }

  private void groupInteger(StringBuilder integer, List<Integer> positions) {
    int size = integer.length();
    int regular = IntegerPicture.regularInterval(positions);
    if (regular > 0) {
      for (int at = size - regular; at > 0; at -= regular) {
        integer.insert(at, symbols.separator);
      }
      return;
    }
    for (int position : positions) {
      integer.insert(
          Math.clamp(integer.length() - position, 0, integer.length()), symbols.separator);
    }
  }
}
