package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a whole number as XPath's {@code format-integer} reads it: {@code 0001}, {@code
 * #,##0;o}, {@code A}, {@code i}, {@code Ww}, …
 */
final class IntegerPicture {
  enum Form {
    DECIMAL,
    LETTERS,
    ROMAN,
    WORDS,
    SEQUENCE
  }

  /** A separator, so many digits before the end. */
  record Separator(int position, String character) {}

  /** The first code point of each decimal digit family in the basic plane. */
  private static final int[] ZEROS = {
    0x30, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6,
    0x0D66, 0x0DE6, 0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
    0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0,
    0xFF10
  };

  final String picture;
  Form form = Form.DECIMAL;
  boolean upper;
  boolean title;
  boolean ordinal;
  int zero = -1;
  int mandatoryDigits;
  int optionalDigits;
  int regular;
  List<Separator> separators = new ArrayList<>();

  /** How many digits a date picture reads, when the next component follows without a gap. */
  int parseWidth;

  private IntegerPicture(String picture) {
    this.picture = picture;
  }

  static IntegerPicture parse(String picture, Budget budget) {
    if (picture.length() > NumberPicture.MAX_LENGTH) {
      throw Budget.limit("a picture is too long");
    }
    budget.steps(10 + 4L * picture.length());
    budget.allocate(200 + 60L * picture.length());
    int semicolon = picture.lastIndexOf(';');
    String primary = semicolon < 0 ? picture : picture.substring(0, semicolon);
    IntegerPicture result = new IntegerPicture(primary);
    result.ordinal = semicolon >= 0 && picture.startsWith("o", semicolon + 1);
    result.upper = primary.equals("A") || primary.equals("I") || primary.equals("W");
    result.title = primary.equals("Ww");
    switch (primary) {
      case "A", "a" -> result.form = Form.LETTERS;
      case "I", "i" -> result.form = Form.ROMAN;
      case "W", "w", "Ww" -> result.form = Form.WORDS;
      default -> result.analyse(primary);
    }
    return result;
  }

  private void analyse(String primary) {
    int[] codePoints = primary.codePoints().toArray();
    int position = 0;
    for (int i = codePoints.length - 1; i >= 0; i--) {
      int family = family(codePoints[i]);
      if (family >= 0) {
        mandatoryDigits++;
        position++;
        if (zero >= 0 && zero != family) {
          throw new Fault("D3131", "all digits of a picture must be of one decimal family");
        }
        zero = family;
      } else if (codePoints[i] == '#') {
        optionalDigits++;
        position++;
      } else {
        separators.add(new Separator(position, Character.toString(codePoints[i])));
      }
    }
    if (mandatoryDigits == 0) {
      form = Form.SEQUENCE;
      return;
    }
    boolean alike = separators.stream().map(Separator::character).distinct().count() == 1;
    regular = alike ? regularInterval(separators.stream().map(Separator::position).toList()) : 0;
  }

  private static int family(int codePoint) {
    for (int zero : ZEROS) {
      if (codePoint >= zero && codePoint <= zero + 9) {
        return zero;
      }
    }
    return -1;
  }

  /** The interval at which separators stand, 0 when they stand irregularly. */
  static int regularInterval(List<Integer> positions) {
    int factor = 0;
    for (int position : positions) {
      factor = gcd(factor, position);
    }
    for (int i = 1; i <= positions.size(); i++) {
      if (!positions.contains(i * factor)) {
        return 0;
      }
    }
    return factor;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  String format(double value, Budget budget) {
    double magnitude = Math.abs(value);
    String text =
        switch (form) {
          case LETTERS -> letters(magnitude);
          case ROMAN -> Roman.roman(magnitude, budget);
          case WORDS -> Words.write(magnitude, ordinal);
          case DECIMAL -> decimal(magnitude);
          case SEQUENCE -> throw sequence();
        };
    budget.text(4L * text.length());
    if (form != Form.DECIMAL && upper) {
      text = text.toUpperCase(Locale.ROOT);
    } else if (form == Form.WORDS && !title) {
      text = text.toLowerCase(Locale.ROOT);
    }
    return value < 0 ? "-" + text : text;
  }

  private Fault sequence() {
    return new Fault("D3130", "numbering by \"" + picture + "\" is not supported");
  }

  private static String letters(double value) {
    StringBuilder letters = new StringBuilder();
    for (double rest = value; rest > 0; rest = Math.floor((rest - 1) / 26)) {
      letters.append((char) ('a' + (int) ((rest - 1) % 26)));
    }
    return letters.reverse().toString();
  }

  private String decimal(double value) {
    String digits = Numerals.write(value);
    digits = "0".repeat(Math.max(0, mandatoryDigits - digits.length())) + digits;
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      out.append((char) (digits.charAt(i) + zero - '0'));
    }
    if (regular > 0) {
      for (int at = out.length() - regular; at > 0; at -= regular) {
        out.insert(at, separators.get(0).character());
      }
    } else {
      for (int i = separators.size() - 1; i >= 0; i--) {
        int at = out.length() - separators.get(i).position();
        out.insert(Math.max(0, at), separators.get(i).character());
      }
    }
    return ordinal ? out + suffix(out) : out.toString();
  }

  private static String suffix(CharSequence digits) {
    int size = digits.length();
    if (size > 1 && digits.charAt(size - 2) == '1') {
      return "th";
    }
    return switch (digits.charAt(size - 1)) {
      case '1' -> "st";
      case '2' -> "nd";
      case '3' -> "rd";
      default -> "th";
    };
  }

  /** The regular expression of what {@link #read} takes. */
  String pattern() {
    return switch (form) {
      case LETTERS -> upper ? "[A-Z]+" : "[a-z]+";
      case ROMAN -> upper ? "[MDCLXVI]+" : "[mdclxvi]+";
      case WORDS -> Words.PATTERN;
      case DECIMAL ->
          "[0-9]"
              + (parseWidth > 0 ? "{" + parseWidth + "}" : "+")
              + (ordinal ? "(?:th|st|nd|rd)" : "");
      case SEQUENCE -> throw sequence();
    };
  }

  Object read(String text, Budget budget) {
    budget.steps(8L + text.length());
    budget.allocate(100L + 8L * text.length());
    double value =
        switch (form) {
          case LETTERS -> readLetters(text);
          case ROMAN -> Roman.readRoman(upper ? text : text.toUpperCase(Locale.ROOT));
          case WORDS -> Words.read(text.toLowerCase(Locale.ROOT));
          case DECIMAL -> readDecimal(text);
          case SEQUENCE -> throw sequence();
        };
    if (Double.isNaN(value)) {
      throw new Fault("D3136", "\"" + shortened(text) + "\" does not fit the picture");
    }
    return value;
  }

  private static String shortened(String text) {
    return text.length() > 50 ? text.substring(0, 50) + "…" : text;
  }

  private double readLetters(String text) {
    double value = 0;
    for (int i = 0; i < text.length(); i++) {
      value = value * 26 + (text.charAt(i) - (upper ? 'A' : 'a') + 1);
    }
    return value;
  }

  private double readDecimal(String text) {
    String digits = ordinal && text.length() >= 2 ? text.substring(0, text.length() - 2) : text;
    if (regular > 0) {
      digits = digits.replace(",", "");
    } else {
      for (Separator separator : separators) {
        digits = digits.replace(separator.character(), "");
      }
    }
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      ascii.append((char) (digits.charAt(i) - zero + '0'));
    }
    return leadingInteger(ascii.toString());
  }

  /** As {@code parseInt}: the digits at the start; not a number without any. */
  static double leadingInteger(@Nullable String text) {
    String trimmed = text == null ? "" : text.strip();
    int from = trimmed.startsWith("-") || trimmed.startsWith("+") ? 1 : 0;
    int end = from;
    while (end < trimmed.length() && trimmed.charAt(end) >= '0' && trimmed.charAt(end) <= '9') {
      end++;
    }
    return end == from ? Double.NaN : Double.parseDouble(trimmed.substring(0, end));
  }
}
