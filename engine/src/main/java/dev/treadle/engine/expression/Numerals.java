package dev.treadle.engine.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as binary doubles, read and written as JavaScript does. */
final class Numerals {
  /** Up to here every whole number is a double of its own. */
  static final double EXACT = 9_007_199_254_740_992.0;

  private static final MathContext FIFTEEN_DIGITS = new MathContext(15, RoundingMode.HALF_UP);
  private static final Double[] SMALL = new Double[1_024];

  static {
    for (int i = 0; i < SMALL.length; i++) {
      SMALL[i] = (double) i;
    }
  }

  private Numerals() {}

  static Double boxed(double value) {
    int small = (int) value;
    if (small == value && small > 0 && small < SMALL.length) {
      return SMALL[small];
    }
    return value;
  }

  /**
   * The end of the JSON number at an offset, which may have a sign; the offset if there is none.
   */
  static int end(String source, int from) {
    int i = from;
    if (i < source.length() && source.charAt(i) == '-') {
      i++;
    }
    int digits = digits(source, i);
    if (digits == i) {
      return from;
    }
    i = source.charAt(i) == '0' ? i + 1 : digits;
    if (i < source.length() && source.charAt(i) == '.' && digits(source, i + 1) > i + 1) {
      i = digits(source, i + 1);
    }
    if (i < source.length() && (source.charAt(i) == 'e' || source.charAt(i) == 'E')) {
      int sign = i + 1;
      if (sign < source.length() && (source.charAt(sign) == '+' || source.charAt(sign) == '-')) {
        sign++;
      }
      int exponent = digits(source, sign);
      return exponent > sign ? exponent : i;
    }
    return i;
  }

  private static int digits(String source, int from) {
    int i = from;
    while (i < source.length() && source.charAt(i) >= '0' && source.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  /** As {@code String(number)} in JavaScript. */
  static String write(double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT) {
      return Long.toString((long) value);
    }
    BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = shortest.unscaledValue().abs().toString();
    String sign = value < 0 ? "-" : "";
    int point = digits.length() - shortest.scale();
    if (point > 21 || point < -5) {
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      return sign + mantissa + "e" + (point > 0 ? "+" : "-") + Math.abs(point - 1);
    }
    if (point >= digits.length()) {
      return sign + digits + "0".repeat(point - digits.length());
    }
    if (point > 0) {
      return sign + digits.substring(0, point) + "." + digits.substring(point);
    }
    return sign + "0." + "0".repeat(-point) + digits;
  }

  /** A fraction rounded to 15 significant digits, as JSONata writes it. */
  static double rounded(double value) {
    if (value == Math.rint(value) || !Double.isFinite(value)) {
      return value;
    }
    return new BigDecimal(value).round(FIFTEEN_DIGITS).doubleValue();
  }

  /** As {@code Number.toFixed} in JavaScript. */
  static String fixed(double value, int places) {
    if (Math.abs(value) >= 1e21) {
      return write(value);
    }
    return new BigDecimal(value).setScale(places, RoundingMode.HALF_UP).toPlainString();
  }
}
