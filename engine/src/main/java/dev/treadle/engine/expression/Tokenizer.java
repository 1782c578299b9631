package dev.treadle.engine.expression;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Cuts a source into tokens. */
final class Tokenizer {
  /** Binding powers of the operators; zero only ends names. */
  static final Map<String, Integer> OPERATORS =
      Map.ofEntries(
          Map.entry(".", 75),
          Map.entry("[", 80),
          Map.entry("]", 0),
          Map.entry("{", 70),
          Map.entry("}", 0),
          Map.entry("(", 80),
          Map.entry(")", 0),
          Map.entry(",", 0),
          Map.entry("@", 80),
          Map.entry("#", 80),
          Map.entry(";", 0),
          Map.entry(":", 0),
          Map.entry("?", 20),
          Map.entry("+", 50),
          Map.entry("-", 50),
          Map.entry("*", 60),
          Map.entry("/", 60),
          Map.entry("%", 60),
          Map.entry("|", 0),
          Map.entry("=", 40),
          Map.entry("<", 40),
          Map.entry(">", 40),
          Map.entry("^", 40),
          Map.entry("**", 0),
          Map.entry("..", 0),
          Map.entry(":=", 10),
          Map.entry("!=", 40),
          Map.entry("<=", 40),
          Map.entry(">=", 40),
          Map.entry("~>", 40),
          Map.entry("?:", 40),
          Map.entry("??", 40),
          Map.entry("and", 30),
          Map.entry("or", 25),
          Map.entry("in", 40),
          Map.entry("&", 50),
          Map.entry("!", 0),
          Map.entry("~", 0));

  private static final String DOUBLE_OPERATORS = ".. := != >= <= ** ~> ?: ??";
  private static final String SINGLE_OPERATORS = ".[]{}(),@#;:?+-*/%|=<>^&!~";

  private final String source;
  private int position;

  Tokenizer(String source, int from) {
    this.source = source;
    this.position = from;
  }

  /** The next token; {@code END} when there is none. After an operand a slash divides. */
  Node next(boolean afterOperand) {
    skipBlanksAndComments();
    if (position >= source.length()) {
      return new Node(Node.Kind.END, source.length());
    }
    char c = source.charAt(position);
    if (!afterOperand && c == '/') {
      return regex();
    }
    Node operator = operator();
    if (operator != null) {
      return operator;
    }
    if (c == '"' || c == '\'') {
      return text(c);
    }
    int numberEnd = Numerals.end(source, position);
    if (numberEnd > position) {
      return number(numberEnd);
    }
    return c == '`' ? quotedName() : name();
  }

  private void skipBlanksAndComments() {
    while (position < source.length()) {
      if (isBlank(source.charAt(position))) {
        position++;
      } else if (source.startsWith("/*", position)) {
        int end = source.indexOf("*/", position + 2);
        if (end < 0) {
          throw new Fault("S0106", position, "the comment has no end");
        }
        position = end + 2;
      } else {
        return;
      }
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\u000b';
  }

  private @Nullable Node operator() {
    if (position + 1 < source.length()) {
      String pair = source.substring(position, position + 2);
      if (pair.charAt(1) != ' ' && DOUBLE_OPERATORS.contains(pair) && OPERATORS.containsKey(pair)) {
        return token(Node.Kind.OPERATOR, pair, position + 2);
      }
    }
    char c = source.charAt(position);
    if (SINGLE_OPERATORS.indexOf(c) >= 0) {
      return token(Node.Kind.OPERATOR, String.valueOf(c), position + 1);
    }
    return null;
  }

  private Node token(Node.Kind kind, String text, int end) {
    Node token = new Node(kind, position);
    token.text = text;
    position = end;
    return token;
  }

  private Node text(char quote) {
    int start = position++;
    StringBuilder text = new StringBuilder();
    while (position < source.length()) {
      char c = source.charAt(position);
      if (c == quote) {
        Node token = new Node(Node.Kind.STRING, start);
        token.text = text.toString();
        token.value = token.text;
        position++;
        return token;
      }
      if (c == '\\') {
        position++;
        text.append(escape());
      } else {
        text.append(c);
      }
      position++;
    }
    throw new Fault("S0101", start, "the text has no closing quote");
  }

  private char escape() {
    char c = position < source.length() ? source.charAt(position) : ' ';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicodeEscape();
      default -> throw new Fault("S0103", position, "\\" + c + " is no escape sequence");
    };
  }

  private char unicodeEscape() {
    int value = 0;
    for (int i = 1; i <= 4; i++) {
      char c = position + i < source.length() ? source.charAt(position + i) : ' ';
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw new Fault("S0104", position, "\\u needs four hexadecimal digits");
      }
      value = value * 16 + digit;
    }
    position += 4;
    return (char) value;
  }

  private Node number(int end) {
    String digits = source.substring(position, end);
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw new Fault("S0102", position, "the number " + digits + " is out of range");
    }
    Node token = token(Node.Kind.NUMBER, digits, end);
    token.value = Numerals.boxed(value);
    return token;
  }

  private Node quotedName() {
    int end = source.indexOf('`', position + 1);
    if (end < 0) {
      throw new Fault("S0105", source.length(), "the name has no closing backtick");
    }
    return token(Node.Kind.NAME, source.substring(position + 1, end), end + 1);
  }

  private Node name() {
    int end = position;
    while (end < source.length()
        && !isBlank(source.charAt(end))
        && SINGLE_OPERATORS.indexOf(source.charAt(end)) < 0) {
      end++;
    }
    String name = source.substring(position, end);
    if (name.startsWith("$")) {
      return token(Node.Kind.VARIABLE, name.substring(1), end);
    }
    return switch (name) {
      case "and", "or", "in" -> token(Node.Kind.OPERATOR, name, end);
      case "true" -> value(name, true, end);
      case "false" -> value(name, false, end);
      case "null" -> value(name, null, end);
      default -> token(Node.Kind.NAME, name, end);
    };
  }

  private Node value(String name, @Nullable Object value, int end) {
    Node token = token(Node.Kind.VALUE, name, end);
    token.value = value;
    return token;
  }

  private Node regex() {
    int start = position + 1;
    int depth = 0;
    for (int i = start; i < source.length(); i++) {
      char c = source.charAt(i);
      boolean escaped = source.charAt(i - 1) == '\\';
      if (c == '/' && depth == 0 && !isEscaped(i)) {
        if (i == start) {
          throw new Fault("S0301", i, "the regular expression is empty");
        }
        return regex(start, i);
      }
      if (!escaped && (c == '(' || c == '[' || c == '{')) {
        depth++;
      } else if (!escaped && (c == ')' || c == ']' || c == '}')) {
        depth--;
      }
    }
    throw new Fault("S0302", position, "the regular expression has no closing /");
  }

  private boolean isEscaped(int at) {
    int from = at;
    while (source.charAt(from - 1) == '\\') {
      from--;
    }
    return (at - from) % 2 == 1;
  }

  private Node regex(int start, int end) {
    int flagsEnd = end + 1;
    while (flagsEnd < source.length()
        && (source.charAt(flagsEnd) == 'i' || source.charAt(flagsEnd) == 'm')) {
      flagsEnd++;
    }
    String flags = source.substring(end + 1, flagsEnd);
    if (flags.chars().distinct().count() < flags.length()) {
      throw new Fault("S0302", end + 1, "a flag of the regular expression is given twice");
    }
    Node token = new Node(Node.Kind.REGEX, position);
    token.regex = Regex.compile(source.substring(start, end), flags, position);
    position = flagsEnd;
    return token;
  }
}
