package dev.treadle.engine.expression;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Numbers in English words. */
final class Words {
  private static final String[] FEW =
      ("Zero One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen"
              + " Fifteen Sixteen Seventeen Eighteen Nineteen")
          .split(" ");
  private static final String[] ORDINALS =
      ("Zeroth First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth"
              + " Thirteenth Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth")
          .split(" ");
  private static final String[] DECADES =
      "Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety".split(" ");
  private static final String[] MAGNITUDES = "Thousand Million Billion Trillion".split(" ");
  private static final Map<String, Double> VALUES = new LinkedHashMap<>();

  /** The regular expression of a number in words. */
  static final String PATTERN;

  static {
    for (int i = 0; i < FEW.length; i++) {
      put(FEW[i], i);
      put(ORDINALS[i], i);
    }
    for (int i = 0; i < DECADES.length; i++) {
      put(DECADES[i], 10 * (i + 2));
      put(DECADES[i].substring(0, DECADES[i].length() - 1) + "ieth", 10 * (i + 2));
    }
    put("Hundred", 100);
    put("Hundredth", 100);
    for (int i = 0; i < MAGNITUDES.length; i++) {
      put(MAGNITUDES[i], Math.pow(1_000, i + 1));
      put(MAGNITUDES[i] + "th", Math.pow(1_000, i + 1));
    }
    PATTERN = "(?:" + String.join("|", VALUES.keySet()) + "|and|[\\-, ])+";
  }

  private Words() {}

  private static void put(String word, double value) {
    VALUES.put(word.toLowerCase(Locale.ROOT), value);
  }

  static String write(double value, boolean ordinal) {
    StringBuilder out = new StringBuilder();
    write(value, "", "", ordinal, out);
    return out.toString();
  }

  /** Writes a number behind the word "and" or a comma, whichever its size takes. */
  private static void write(
      double value, String and, String comma, boolean ordinal, StringBuilder out) {
    if (value < 20) {
      out.append(and).append((ordinal ? ORDINALS : FEW)[(int) value]);
    } else if (value < 100) {
      String decade = DECADES[(int) (value / 10) - 2];
      out.append(and).append(decade);
      if (value % 10 > 0) {
        out.append('-');
        write(value % 10, "", "", ordinal, out);
      } else if (ordinal) {
        out.setLength(out.length() - 1);
        out.append("ieth");
      }
    } else {
      int magnitude =
          value < 1_000 ? 0 : (int) Math.min(MAGNITUDES.length, Math.floor(Math.log10(value) / 3));
      double unit = magnitude == 0 ? 100 : Math.pow(1_000, magnitude);
      double count = Math.floor(value / unit);
      out.append(comma);
      write(count, "", "", false, out);
      out.append(' ').append(magnitude == 0 ? "Hundred" : MAGNITUDES[magnitude - 1]);
      double rest = value - count * unit;
      if (rest > 0) {
        write(rest, " and ", ", ", ordinal, out);
      } else if (ordinal) {
        out.append("th");
      }
    }
  }

  static double read(String text) {
    Deque<Double> segments = new ArrayDeque<>();
    segments.push(0.0);
    for (String word : text.split(",\\s|\\sand\\s|[\\s\\\\-]", -1)) {
      Double value = VALUES.get(word);
      if (value == null) {
        return Double.NaN;
      }
      double top = segments.pop();
      if (value >= 100) {
        segments.push(top * value);
      } else if (top >= 1_000) {
        segments.push(top);
        segments.push(value);
      } else {
        segments.push(top + value);
      }
    }
    double sum = 0;
    for (double segment : segments) {
      sum += segment;
    }
    return sum;
  }
}
