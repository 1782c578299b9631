package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * The matches of a regular expression, or of a function that behaves like one: it takes a text and
 * gives {@code {match, start, end, groups, next}}, {@code next} being a function for the next one.
 */
final class Matches {
  /** One match. Offsets count UTF-16 units. */
  record Match(@Nullable Object text, int start, int end, List<?> groups) {}

  private final Evaluator evaluator;
  private final Frame frame;
  private final Func matcher;
  private final String text;
  private @Nullable Object state = ABSENT;
  private boolean started;

  /** Where a regular expression goes on; behind the text when there is nothing more. */
  private int from;

  Matches(Func.Call call, Func matcher, String text) {
    this.evaluator = call.evaluator();
    this.frame = call.frame();
    this.matcher = matcher;
    this.text = text;
  }

  /** The next match, or null. */
  @Nullable Match next() {
    return matcher instanceof Func.Matcher literal ? nextOf(literal.regex()) : nextOfFunction();
  }

  private @Nullable Match nextOf(Regex regex) {
    if (started && from >= text.length()) {
      return null;
    }
    Budget budget = evaluator.budget();
    Matcher found = regex.find(text, from, budget);
    if (found == null) {
      from = text.length();
      started = true;
      return null;
    }
    if (started && found.end() == found.start()) {
      throw zeroLength(regex);
    }
    started = true;
    from = found.end();
    String matched = found.group();
    budget.text(matched.length());
    return new Match(matched, found.start(), found.end(), groups(found, budget));
  }

  private static Fault zeroLength(Regex regex) {
    return new Fault(
        "D1004", "the regular expression /" + regex.source() + "/ matches the empty text");
  }

  private static Sequence groups(Matcher found, Budget budget) {
    Sequence groups = Sequence.array(budget, found.groupCount());
    for (int i = 1; i <= found.groupCount(); i++) {
      String group = found.group(i);
      budget.text(group == null ? 0 : group.length());
      groups.add(group == null ? ABSENT : group);
    }
    return groups;
  }

  private @Nullable Match nextOfFunction() {
    if (!started) {
      state = evaluator.calls().invoke(matcher, frame, text);
      started = true;
    } else if (state instanceof Map<?, ?> match && match.get("next") instanceof Func next) {
      state = evaluator.calls().invoke(next, frame);
    } else {
      state = ABSENT;
    }
    if (Values.isAbsent(state)) {
      return null;
    }
    if (state instanceof Map<?, ?> match
        && match.get("start") instanceof Number start
        && match.get("end") instanceof Number end) {
      List<?> groups = match.get("groups") instanceof List<?> list ? list : List.of();
      return new Match(match.get("match"), offset(start), offset(end), groups);
    }
    throw new Fault("T1010", "the matcher did not return {match, start, end, groups, next}");
  }

  private int offset(Number number) {
    return (int) Math.clamp(number.doubleValue(), 0.0, text.length());
  }

  /** A regular expression called as a function of a text and perhaps of where to begin. */
  static @Nullable Object called(Regex regex, @Nullable Object[] arguments, Budget budget) {
    Object subject = arguments.length > 0 ? arguments[0] : ABSENT;
    if (subject instanceof Number || subject instanceof Boolean) {
      subject = JsonText.of(subject, budget, false);
    }
    if (!(subject instanceof String text)) {
      return ABSENT;
    }
    double from = arguments.length > 1 && arguments[1] instanceof Number n ? n.doubleValue() : 0;
    return from > text.length() ? ABSENT : describe(regex, text, (int) Math.max(0, from), budget);
  }

  /** The object that a regular expression gives when it is called like a function. */
  static @Nullable Object describe(Regex regex, String text, int from, Budget budget) {
    Matcher found = regex.find(text, from, budget);
    if (found == null) {
      return ABSENT;
    }
    Members match = new Members(budget);
    budget.text(found.end() - (long) found.start());
    match.put("match", found.group());
    match.put("start", (double) found.start());
    match.put("end", (double) found.end());
    match.put("groups", groups(found, budget));
    match.put("next", new Func.NextMatch(regex, text, found.end()));
    return match;
  }

  static @Nullable Object next(Func.NextMatch next, Budget budget) {
    if (next.from() >= next.text().length()) {
      return ABSENT;
    }
    Object match = describe(next.regex(), next.text(), next.from(), budget);
    if (match instanceof Members members && "".equals(members.get("match"))) {
      throw zeroLength(next.regex());
    }
    return match;
  }
}
