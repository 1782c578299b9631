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

  private final NumberSymbols symbols;
  private final List<NumberPart> parts = new ArrayList<>();

  NumberPicture(String picture, Map<?, ?> options, Budget budget) {
    if (picture.length() > MAX_LENGTH) {
      throw Budget.limit("a picture is too long");
    }
    budget.steps(50 + 4L * picture.length());
    budget.allocate(1_000 + 20L * picture.length());
    symbols = NumberSymbols.of(options);
    int from = 0;
    while (from >= 0) {
      int end = symbols.parts().isEmpty() ? -1 : picture.indexOf(symbols.parts(), from);
      String part = end < 0 ? picture.substring(from) : picture.substring(from, end);
      parts.add(NumberPart.of(part, symbols));
      from = end < 0 ? -1 : end + symbols.parts().length();
    }
    if (parts.size() > 2) {
      throw new Fault("D3080", "a picture can have two parts at most");
    }
    for (NumberPart part : parts) {
      part.check(symbols);
    }
  }

  /** Digits behind (or before) each separator of a part. */
  private List<Integer> groups(NumberPart part, String text, boolean toLeft) {
    List<Integer> positions = new ArrayList<>();
    int at = text.indexOf(symbols.separator());
    while (at >= 0 && at <= text.length()) {
      positions.add(symbols.digitSigns(toLeft ? text.substring(0, at) : text.substring(at)));
      at = part.integer().indexOf(symbols.separator(), at + 1);
    }
    return positions;
  }

  String format(double value) {
    boolean negative = !(value >= 0);
    NumberPart part = negative && parts.size() == 2 ? parts.get(1) : parts.get(0);
    String prefix = negative && parts.size() == 1 ? symbols.minus() + part.prefix() : part.prefix();
    int minInteger = symbols.digits(part.integer());
    final int scaling = minInteger;
    int minFraction = symbols.digits(part.fraction());
    int maxFraction = symbols.digitSigns(part.fraction());
    if (minInteger == 0 && maxFraction == 0) {
      minFraction = maxFraction = part.hasExponent() ? 1 : 0;
      minInteger = part.hasExponent() ? 0 : 1;
    }
    if (part.hasExponent() && minInteger == 0 && part.integer().contains(symbols.digit())) {
      minInteger = 1;
    }
    if (minInteger == 0 && minFraction == 0) {
      minFraction = 1;
    }
    double mantissa = scaled(part, value);
    int exponent = 0;
    if (part.hasExponent() && mantissa != 0) {
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
    return prefix + text + (part.hasExponent() ? written(part, exponent) : "") + part.suffix();
  }

  private double scaled(NumberPart part, double value) {
    if (part.picture().contains(symbols.percent())) {
      return value * 100;
    }
    return part.picture().contains(symbols.perMille()) ? value * 1_000 : value;
  }

  private String written(NumberPart part, int exponent) {
    String digits = symbols.localized(String.valueOf(Math.abs(exponent)));
    int missing = symbols.digits(part.exponent()) - digits.length();
    return symbols.exponent()
        + (exponent < 0 ? symbols.minus() : "")
        + String.valueOf(symbols.zero()).repeat(Math.max(0, missing))
        + digits;
  }

  /** The digits with leading and trailing zeros as the picture wants them, grouped. */
  private String padded(NumberPart part, String number, int minInteger, int minFraction) {
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
    StringBuilder out = new StringBuilder(symbols.localized(integer));
    groupInteger(out, groups(part, part.integer(), false));
    int start = out.length() + symbols.point().length();
    out.append(symbols.point()).append(symbols.localized(fraction));
    for (int position : groups(part, part.fraction(), true)) {
      out.insert(Math.min(out.length(), start + position), symbols.separator());
    }
    boolean endsWithPoint = fraction.isEmpty();
    if (!part.picture().contains(symbols.point()) || endsWithPoint) {
      out.setLength(out.length() - 1);
    }
    return out.toString();
  }

  private void groupInteger(StringBuilder integer, List<Integer> positions) {
    int size = integer.length();
    int regular = IntegerPicture.regularInterval(positions);
    if (regular > 0) {
      for (int at = size - regular; at > 0; at -= regular) {
        integer.insert(at, symbols.separator());
      }
      return;
    }
    for (int position : positions) {
      if (position < size) {
        integer.insert(integer.length() - position, symbols.separator());
      }
    }
  }
}
