package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import org.jspecify.annotations.Nullable;

/** Built-in functions that take a regular expression, or a text in its place. */
final class MatchFunctions {
  private MatchFunctions() {}

  /** The limit that an argument sets; without one there is none. */
  private static double limit(Func.Call call, int index, String code) {
    if (!call.has(index)) {
      return Double.POSITIVE_INFINITY;
    }
    double limit = call.number(index);
    if (limit < 0) {
      throw new Fault(code, "the limit must not be negative");
    }
    return limit;
  }

  static @Nullable Object match(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    Budget budget = call.budget();
    double limit = limit(call, 2, "D3040");
    Sequence results = Sequence.results(budget);
    Matches matches = new Matches(call, call.function(1), call.text(0));
    for (int count = 0; count < limit; count++) {
      Matches.Match match = matches.next();
      if (match == null) {
        break;
      }
      Members result = new Members(budget);
      result.put("match", match.text());
      result.put("index", (double) match.start());
      result.put("groups", match.groups());
      results.add(result);
    }
    return results;
  }

  static @Nullable Object contains(Func.Call call) {
    if (!call.has(0) || !call.has(1)) {
      return ABSENT;
    }
    String text = call.text(0);
    if (call.argument(1) instanceof String part) {
      search(call.budget(), text, part);
      return text.contains(part);
    }
    return new Matches(call, call.function(1), text).next() != null;
  }

  /** Pays for a search that may compare the part at each position of the text. */
  static void search(Budget budget, String text, String part) {
    budget.characters(text.length());
    budget.steps(((long) text.length() * part.length()) >> 8);
  }

  static @Nullable Object split(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    double limit = limit(call, 2, "D3020");
    String text = call.text(0);
    Sequence parts = Sequence.array(call.budget());
    if (call.argument(1) instanceof String separator) {
      splitByText(call.budget(), text, separator, Math.floor(limit), parts);
      return parts;
    }
    if (limit == 0) {
      return parts;
    }
    Matches matches = new Matches(call, call.function(1), text);
    int start = 0;
    while (parts.size() < limit) {
      Matches.Match match = matches.next();
      if (match == null) {
        add(call.budget(), parts, text.substring(start));
        break;
      }
      add(call.budget(), parts, text.substring(Math.min(start, match.start()), match.start()));
      start = match.end();
    }
    return parts;
  }

  private static void splitByText(
      Budget budget, String text, String separator, double limit, Sequence parts) {
    search(budget, text, separator);
    int start = 0;
    if (separator.isEmpty()) {
      for (int i = 0; i < text.length() && parts.size() < limit; i++) {
        add(budget, parts, text.substring(i, i + 1));
      }
      return;
    }
    while (parts.size() < limit) {
      int end = text.indexOf(separator, start);
      add(budget, parts, end < 0 ? text.substring(start) : text.substring(start, end));
      if (end < 0) {
        return;
      }
      start = end + separator.length();
    }
  }

  private static void add(Budget budget, Sequence parts, String part) {
    budget.text(part.length());
    parts.add(part);
  }

  static @Nullable Object replace(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    if ("".equals(call.argument(1))) {
      throw new Fault("D3010", "the pattern must not be the empty text");
    }
    double limit = limit(call, 3, "D3011");
    String text = call.text(0);
    if (limit == 0) {
      return text;
    }
    return call.argument(1) instanceof String pattern
        ? replaceText(call, text, pattern, limit)
        : replaceMatches(call, text, limit);
  }

  private static String replaceText(Func.Call call, String text, String pattern, double limit) {
    if (!(call.argument(2) instanceof String replacement)) {
      throw new Fault("D3012", "a text can only be replaced by a text");
    }
    Budget budget = call.budget();
    search(budget, text, pattern);
    budget.text(2L * text.length());
    StringBuilder result = new StringBuilder();
    int start = 0;
    int found = text.indexOf(pattern);
    for (int count = 0; found >= 0 && count < limit; count++) {
      budget.text(2L * replacement.length());
      result.append(text, start, found).append(replacement);
      start = found + pattern.length();
      found = text.indexOf(pattern, start);
    }
    return result.append(text, start, text.length()).toString();
  }

  private static String replaceMatches(Func.Call call, String text, double limit) {
    Budget budget = call.budget();
    Matches matches = new Matches(call, call.function(1), text);
    budget.text(2L * text.length());
    StringBuilder result = new StringBuilder();
    int start = 0;
    for (int count = 0; count < limit; count++) {
      Matches.Match match = matches.next();
      if (match == null) {
        break;
      }
      String replacement = replacement(call, match);
      budget.text(2L * replacement.length());
      result.append(text, Math.min(start, match.start()), match.start()).append(replacement);
      int length = match.text() instanceof String matched ? matched.length() : 0;
      start = Math.min(text.length(), match.start() + length);
    }
    return result.append(text, start, text.length()).toString();
  }

  private static String replacement(Func.Call call, Matches.Match match) {
    if (call.argument(2) instanceof String template) {
      return substitute(template, match, call.budget());
    }
    Budget budget = call.budget();
    Members argument = new Members(budget);
    argument.put("match", match.text());
    argument.put("start", (double) match.start());
    argument.put("end", (double) match.end());
    argument.put("groups", match.groups());
    Object result = call.evaluator().calls().invoke(call.function(2), call.frame(), argument);
    if (result instanceof String text) {
      return text;
    }
    throw new Fault("D3012", "a match can only be replaced by a text");
  }

  /** A replacement with {@code $0}, {@code $1}, … filled in. */
  private static String substitute(String template, Matches.Match match, Budget budget) {
    int dollar = template.indexOf('$');
    if (dollar < 0) {
      return template;
    }
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (dollar >= 0) {
      out.append(template, from, dollar);
      from = dollar + 1;
      char c = from < template.length() ? template.charAt(from) : ' ';
      if (c == '$') {
        out.append('$');
        from++;
      } else if (c == '0') {
        append(out, match.text(), budget);
        from++;
      } else {
        from = group(template, from, match, out, budget);
      }
      dollar = template.indexOf('$', from);
    }
    return out.append(template, from, template.length()).toString();
  }

  private static int group(
      String template, int from, Matches.Match match, StringBuilder out, Budget budget) {
    int count = match.groups().size();
    int most = count == 0 ? 1 : (int) Math.log10(count) + 1;
    int number = leadingNumber(template, from, most);
    if (most > 1 && number > count) {
      number = leadingNumber(template, from, most - 1);
    }
    if (number < 0) {
      out.append('$');
      return from;
    }
    if (number > 0 && number <= count) {
      append(out, match.groups().get(number - 1), budget);
    }
    return from + String.valueOf(number).length();
  }

  private static int leadingNumber(String text, int from, int digits) {
    int value = -1;
    for (int i = from; i < Math.min(text.length(), from + digits); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = Math.max(value, 0) * 10 + digit;
    }
    return value;
  }

  private static void append(StringBuilder out, @Nullable Object text, Budget budget) {
    if (text instanceof String part) {
      budget.text(2L * part.length());
      out.append(part);
    }
  }
}
