package dev.treadle.engine.expression;

/** Roman numerals. */
final class Roman {
  private static final int[] VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
  private static final String[] NUMERALS = {
    "m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"
  };

  private Roman() {}

  static String roman(double value, Budget budget) {
    budget.text((long) (value / 1_000) + 20);
    StringBuilder out = new StringBuilder();
    long rest = (long) value;
    for (int i = 0; i < VALUES.length; i++) {
      out.repeat(NUMERALS[i], (int) (rest / VALUES[i]));
      rest %= VALUES[i];
    }
    return out.toString();
  }

  static double readRoman(String text) {
    double value = 0;
    int highest = 1;
    for (int i = text.length() - 1; i >= 0; i--) {
      int digit =
          switch (text.charAt(i)) {
            case 'M' -> 1000;
            case 'D' -> 500;
            case 'C' -> 100;
            case 'L' -> 50;
            case 'X' -> 10;
            case 'V' -> 5;
            case 'I' -> 1;
            default -> 0;
          };
      if (digit == 0) {
        return Double.NaN;
      }
      value += digit < highest ? -digit : digit;
      highest = Math.max(highest, digit);
    }
    return value;
  }
}
