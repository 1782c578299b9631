package dev.treadle.engine.expression;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.PatternSyntaxException;

/** Rewrites a regular expression of JavaScript for Java where the two read it differently. */
final class RegexSyntax {
  private static final String LINE_ENDS = "\\n\\r\\u2028\\u2029";
  private static final String BLANKS =
      "\\t\\n\\u000b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

  private final String source;
  private final boolean multiline;
  private final boolean ignoresCase;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private boolean repeatable;

  /** Whether what follows is compared beyond ASCII; a group's end restores what its start had. */
  private boolean beyondAscii;

  /** Whether the class that is read has characters beyond ASCII. */
  private boolean beyondInClass;

  private final Deque<Boolean> beyondAsciiOutside = new ArrayDeque<>();

  RegexSyntax(String source, boolean multiline, boolean ignoresCase) {
    this.source = source;
    this.multiline = multiline;
    this.ignoresCase = ignoresCase;
  }

  String translate() {
    while (at < source.length()) {
      char c = source.charAt(at);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> characterClass();
        case '.' -> atom("[^" + LINE_ENDS + "]");
        case '^' -> assertion(multiline ? "(?:(?<=[" + LINE_ENDS + "])|\\A)" : "\\A");
        case '$' -> assertion(multiline ? "(?=[" + LINE_ENDS + "]|\\z)" : "\\z");
        case '*', '+', '?' -> quantifier(String.valueOf(c));
        case '{' -> brace();
        case '}', ']' -> atom("\\" + c);
        case '(' -> {
          beyondAsciiOutside.push(beyondAscii);
          open();
        }
        case ')' -> {
          beyondAscii = !beyondAsciiOutside.isEmpty() && beyondAsciiOutside.pop();
          atom(")");
        }
        case '|' -> assertion("|");
        default -> {
          compareFrom(out.length(), c > 127);
          atom(c == '#' || c == ' ' ? "\\" + c : String.valueOf(c));
        }
      }
    }
    return out.toString();
  }

  /**
   * Sets how letters compare from a place of the output on. JavaScript never takes a letter beyond
   * ASCII, such as the long s, for one of ASCII; Java does once it looks beyond.
   */
  private void compareFrom(int place, boolean beyond) {
    if (ignoresCase && beyond != beyondAscii) {
      out.insert(place, beyond ? "(?u)" : "(?-u)");
      beyondAscii = beyond;
    }
  }

  private void atom(String text) {
    out.append(text);
    repeatable = true;
    at++;
  }

  private void assertion(String text) {
    out.append(text);
    repeatable = false;
    at++;
  }

  private void quantifier(String text) {
    if (!repeatable) {
      throw new PatternSyntaxException("nothing to repeat", source, at);
    }
    out.append(text);
    at += text.length();
    if (at < source.length() && source.charAt(at) == '?') {
      out.append('?');
      at++;
    }
    repeatable = false;
  }

  private void brace() {
    int end = at + 1;
    while (end < source.length()
        && (Character.isDigit(source.charAt(end)) || source.charAt(end) == ',')) {
      end++;
    }
    String inner = source.substring(at + 1, end);
    boolean isQuantifier =
        end < source.length() && source.charAt(end) == '}' && inner.matches("\\d+(,\\d*)?");
    if (isQuantifier) {
      quantifier(source.substring(at, end + 1));
    } else {
      atom("\\{");
    }
  }

  private void open() {
    if (!source.startsWith("(?", at)) {
      assertion("(");
      return;
    }
    for (String kind : new String[] {"(?:", "(?=", "(?!", "(?<=", "(?<!"}) {
      if (source.startsWith(kind, at)) {
        out.append(kind);
        at += kind.length();
        repeatable = false;
        return;
      }
    }
    int end = source.indexOf('>', at);
    if (!source.startsWith("(?<", at) || end < 0) {
      throw new PatternSyntaxException("invalid group", source, at);
    }
    out.append(source, at, end + 1);
    at = end + 1;
    repeatable = false;
  }

  private void characterClass() {
    if (source.startsWith("[^]", at) || source.startsWith("[]", at)) {
      boolean any = source.charAt(at + 1) == '^';
      out.append(any ? "[\\s\\S]" : "(?!)");
      at += any ? 3 : 2;
      repeatable = true;
      return;
    }
    int start = out.length();
    beyondInClass = false;
    out.append('[');
    at++;
    if (at < source.length() && source.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    while (at < source.length() && source.charAt(at) != ']') {
      boolean isSet = isSet();
      member();
      boolean isRange =
          source.startsWith("-", at) && at + 1 < source.length() && source.charAt(at + 1) != ']';
      if (isRange) {
        at++;
        // Between a class and anything else JavaScript reads a hyphen as itself.
        out.append(isSet || isSet() ? "\\-" : "-");
        member();
      }
    }
    if (at >= source.length()) {
      throw new PatternSyntaxException("the character class has no end", source, at);
    }
    atom("]");
    compareFrom(start, beyondInClass);
  }

  /** Whether an escape for many characters stands here. */
  private boolean isSet() {
    return source.startsWith("\\", at)
        && at + 1 < source.length()
        && "dDwWsS".indexOf(source.charAt(at + 1)) >= 0;
  }

  /** One character of a class, or an escape for one or many. */
  private void member() {
    char c = source.charAt(at);
    if (c == '\\') {
      escape(true);
    } else {
      beyondInClass |= c > 127;
      out.append("[&^#- ".indexOf(c) >= 0 ? "\\" : "").append(c);
      at++;
    }
  }

  private void escape(boolean inClass) {
    if (at + 1 >= source.length()) {
      throw new PatternSyntaxException("the expression ends with \\", source, at);
    }
    char c = source.charAt(at + 1);
    repeatable = true;
    switch (c) {
      case 'd', 'D', 'w', 'W', 'n', 'r', 't', 'f' -> take("\\" + c, 2);
      case 's' -> take(inClass ? BLANKS : "[" + BLANKS + "]", 2);
      case 'S' -> take("[^" + BLANKS + "]", 2);
      case 'v' -> take("\\u000b", 2);
      case 'b', 'B' -> {
        take(inClass ? (c == 'b' ? "\\u0008" : "B") : c == 'b' ? "\\b" : "\\B", 2);
        repeatable = inClass;
      }
      case 'u' -> hexadecimal(4, inClass);
      case 'x' -> hexadecimal(2, inClass);
      case 'c' -> {
        char letter = at + 2 < source.length() ? source.charAt(at + 2) : ' ';
        if (letter < 128 && Character.isLetter(letter)) {
          take(String.format("\\u%04x", letter % 32), 3);
        } else {
          take("\\\\", 1);
        }
      }
      case 'k' -> {
        compare(true, inClass);
        take("\\k", 2);
      }
      case '0' -> take("\\u0000", 2);
      default -> {
        boolean isReference = c >= '1' && c <= '9';
        compare(isReference || c > 127, inClass);
        boolean alphabetic = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c > 127;
        take(alphabetic ? String.valueOf(c) : "\\" + c, 2);
      }
    }
  }

  private void compare(boolean beyond, boolean inClass) {
    if (inClass) {
      beyondInClass |= beyond;
    } else {
      compareFrom(out.length(), beyond);
    }
  }

  private void hexadecimal(int digits, boolean inClass) {
    String hex = source.substring(at + 2, Math.min(source.length(), at + 2 + digits));
    if (hex.length() == digits && hex.matches("[0-9a-fA-F]+")) {
      compare(Integer.parseInt(hex, 16) > 127, inClass);
      take("\\u" + "0".repeat(4 - digits) + hex, 2 + digits);
    } else {
      compare(false, inClass);
      take(source.substring(at + 1, at + 2), 2);
    }
  }

  private void take(String text, int length) {
    out.append(text);
    at += length;
  }
}
