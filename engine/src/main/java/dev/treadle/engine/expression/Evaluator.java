package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks a syntax tree, once; holds everything that an evaluation may change. */
final class Evaluator {
  /** The most elements that the reference allows of one range. */
  private static final double MAX_RANGE = 1e7;

  private final Scope scope;
  private final Budget budget;
  private final Paths paths;
  private final Calls calls;
  private long random;

  Evaluator(Scope scope) {
    this.scope = scope;
    this.budget = new Budget(scope.expired());
    this.paths = new Paths(this);
    this.calls = new Calls(this);
    this.random = scope.seed();
  }

  @Nullable Object run(Node tree) {
    Frame frame = new Frame(null, budget);
    frame.bind("$", scope.input());
    for (Map.Entry<String, @Nullable Object> variable : scope.variables().entrySet()) {
      frame.bind(variable.getKey(), variable.getValue());
    }
    return evaluate(tree, scope.input(), frame);
  }

  Budget budget() {
    return budget;
  }

  Calls calls() {
    return calls;
  }

  Paths paths() {
    return paths;
  }

  long nowMillis() {
    return scope.now().toEpochMilli();
  }

  /** The next number of a SplitMix64 sequence, from 0 to below 1. */
  double nextRandom() {
    random += 0x9E3779B97F4A7C15L;
    long z = (random ^ (random >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
  }

  @Nullable Object evaluate(Node node, @Nullable Object input, Frame frame) {
    budget.enter();
    Object result = dispatch(node, input, frame);
    if (node.predicate != null) {
      for (Node filter : node.predicate) {
        result = paths.filter(filter.first(), result, frame);
      }
    }
    if (node.group != null && node.kind != Node.Kind.PATH) {
      result = paths.group(node.group, result, frame);
    }
    budget.leave();
    return result instanceof Sequence sequence ? unwrap(node, sequence) : result;
  }

  /** A sequence of one result is that result, one of none is nothing. */
  private static @Nullable Object unwrap(Node node, Sequence sequence) {
    if (!sequence.sequence || sequence.tupleStream) {
      return sequence;
    }
    if (node.keepArray) {
      sequence.keepSingleton = true;
    }
    return switch (sequence.size()) {
      case 0 -> ABSENT;
      case 1 -> sequence.keepSingleton ? sequence : sequence.get(0);
      default -> sequence;
    };
  }

  private @Nullable Object dispatch(Node node, @Nullable Object input, Frame frame) {
    return switch (node.kind) {
      case PATH -> paths.path(node, input, frame);
      case NAME -> Values.lookup(input, node.text, budget);
      case STRING, NUMBER, VALUE -> node.value;
      case VARIABLE -> variable(node, input, frame);
      case BINARY -> binary(node, input, frame);
      case NEGATE -> negate(node, input, frame);
      case ARRAY -> array(node, input, frame);
      case OBJECT -> paths.group(node, input, frame);
      case WILDCARD -> wildcard(input);
      case DESCENDANT -> descendants(input);
      case PARENT -> frame.lookup(Node.present(node.slot).label);
      case CONDITION -> {
        if (Values.truth(evaluate(node.first(), input, frame), budget)) {
          yield evaluate(node.second(), input, frame);
        }
        yield node.third == null ? ABSENT : evaluate(node.third, input, frame);
      }
      case COALESCE -> {
        Object value = evaluate(node.first(), input, frame);
        yield !Values.isAbsent(value) ? value : evaluate(node.second(), input, frame);
      }
      case ELVIS -> {
        Object value = evaluate(node.first(), input, frame);
        yield Values.truth(value, budget) ? value : evaluate(node.second(), input, frame);
      }
      case BLOCK -> block(node, input, frame);
      case BIND -> {
        Object value = evaluate(node.second(), input, frame);
        frame.bind(node.first().text, value);
        yield value;
      }
      case REGEX -> new Func.Matcher(Node.present(node.regex));
      case FUNCTION -> calls.call(node, input, frame);
      case PARTIAL -> calls.partial(node, input, frame);
      case APPLY -> calls.chain(node, input, frame);
      case LAMBDA -> {
        budget.allocate(40);
        yield new Func.Lambda(node, input, frame);
      }
      case TRANSFORM -> new Func.Transform(node, frame);
      case OPERATOR, SORT, FILTER, INDEX, END ->
          throw new IllegalStateException("no expression: " + node.kind);
    };
  }

  private static @Nullable Object variable(Node node, @Nullable Object input, Frame frame) {
    if (!node.text.isEmpty()) {
      return frame.lookup(node.text);
    }
    return input instanceof Sequence sequence && sequence.outerWrapper ? sequence.get(0) : input;
  }

  private @Nullable Object block(Node node, @Nullable Object input, Frame frame) {
    Frame inner = new Frame(frame, budget);
    Object result = ABSENT;
    for (Node expression : node.items) {
      result = evaluate(expression, input, inner);
    }
    return result;
  }

  private @Nullable Object binary(Node node, @Nullable Object input, Frame frame) {
    Object left = evaluate(node.first(), input, frame);
    switch (node.text) {
      case "and" -> {
        return Values.truth(left, budget)
            && Values.truth(evaluate(node.second(), input, frame), budget);
      }
      case "or" -> {
        return Values.truth(left, budget)
            || Values.truth(evaluate(node.second(), input, frame), budget);
      }
      default -> {}
    }
    Object right = evaluate(node.second(), input, frame);
    return switch (node.text) {
      case "=" ->
          !Values.isAbsent(left) && !Values.isAbsent(right) && Values.equal(left, right, budget);
      case "!=" ->
          !Values.isAbsent(left) && !Values.isAbsent(right) && !Values.equal(left, right, budget);
      case "<", "<=", ">", ">=" -> compare(node, left, right);
      case "&" -> concat(left, right);
      case "in" -> isIn(left, right);
      case ".." -> range(node, left, right);
      default -> arithmetic(node, left, right);
    };
  }

  private @Nullable Object arithmetic(Node node, @Nullable Object left, @Nullable Object right) {
    if (!Values.isAbsent(left) && !Values.isNumber(left)) {
      throw operand("T2001", node, "left", "a number");
    }
    if (!Values.isAbsent(right) && !Values.isNumber(right)) {
      throw operand("T2002", node, "right", "a number");
    }
    if (!(left instanceof Number a && right instanceof Number b)) {
      return ABSENT;
    }
    double x = a.doubleValue();
    double y = b.doubleValue();
    budget.allocate(16);
    return Numerals.boxed(
        switch (node.text) {
          case "+" -> x + y;
          case "-" -> x - y;
          case "*" -> x * y;
          case "/" -> x / y;
          case "%" -> x % y;
          default -> throw new IllegalStateException("no operator: " + node.text);
        });
  }

  private static Fault operand(String code, Node node, String side, String wanted) {
    return new Fault(
        code,
        node.position,
        "the " + side + " side of the " + node.text + " operator must be " + wanted);
  }

  private @Nullable Object compare(Node node, @Nullable Object left, @Nullable Object right) {
    if (!isComparable(left) || !isComparable(right)) {
      throw new Fault(
          "T2010",
          node.position,
          "both sides of the " + node.text + " operator must be numbers or texts");
    }
    if (Values.isAbsent(left) || Values.isAbsent(right)) {
      return ABSENT;
    }
    int order;
    if (left instanceof Number a && right instanceof Number b) {
      order = Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
    } else if (left instanceof String a && right instanceof String b) {
      budget.characters(Math.min(a.length(), b.length()));
      order = a.compareTo(b);
    } else {
      throw new Fault(
          "T2009",
          node.position,
          "both sides of the " + node.text + " operator must be of the same type");
    }
    return switch (node.text) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  private static boolean isComparable(@Nullable Object value) {
    return Values.isAbsent(value) || value instanceof String || value instanceof Number;
  }

  private String concat(@Nullable Object left, @Nullable Object right) {
    String head = Values.isAbsent(left) ? "" : JsonText.of(left, budget);
    String tail = Values.isAbsent(right) ? "" : JsonText.of(right, budget);
    budget.text((long) head.length() + tail.length());
    return head.concat(tail);
  }

  private boolean isIn(@Nullable Object left, @Nullable Object right) {
    if (Values.isAbsent(left) || Values.isAbsent(right)) {
      return false;
    }
    if (!(right instanceof List<?> list)) {
      return Values.same(left, right, budget);
    }
    for (Object element : list) {
      budget.step();
      if (Values.same(element, left, budget)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Object range(Node node, @Nullable Object left, @Nullable Object right) {
    if (!Values.isAbsent(left) && !isWhole(left)) {
      throw operand("T2003", node, "left", "a whole number");
    }
    if (!Values.isAbsent(right) && !isWhole(right)) {
      throw operand("T2004", node, "right", "a whole number");
    }
    if (!(left instanceof Number a && right instanceof Number b)) {
      return ABSENT;
    }
    double from = a.doubleValue();
    double to = b.doubleValue();
    if (from > to) {
      return ABSENT;
    }
    double size = to - from + 1;
    if (size > MAX_RANGE) {
      throw new Fault("D2014", node.position, "a range cannot have more than ten million elements");
    }
    budget.steps((long) size);
    budget.allocate(16 * (long) size);
    Sequence range = Sequence.array(budget, (int) size);
    range.sequence = true;
    for (int i = 0; i < size; i++) {
      range.add(Numerals.boxed(from + i));
    }
    return range;
  }

  private static boolean isWhole(@Nullable Object value) {
    return value instanceof Number number
        && !Double.isInfinite(number.doubleValue())
        && number.doubleValue() == Math.rint(number.doubleValue());
  }

  private @Nullable Object negate(Node node, @Nullable Object input, Frame frame) {
    Object value = evaluate(node.first(), input, frame);
    if (Values.isAbsent(value)) {
      return ABSENT;
    }
    if (value instanceof Number number && Values.isNumber(number)) {
      budget.allocate(16);
      return -number.doubleValue();
    }
    throw new Fault("D1002", node.position, "only a number can be negated");
  }

  private Sequence array(Node node, @Nullable Object input, Frame frame) {
    Sequence array = Sequence.array(budget);
    for (Node item : node.items) {
      Object value = evaluate(item, input, frame);
      if (Values.isAbsent(value)) {
        continue;
      }
      if (item.kind != Node.Kind.ARRAY && value instanceof List<?> elements) {
        array.addEach(elements);
      } else {
        array.add(value);
      }
    }
    array.constructed = node.constructsArray;
    return array;
  }

  private Sequence wildcard(@Nullable Object input) {
    Sequence results = Sequence.results(budget);
    Object of =
        input instanceof Sequence sequence && sequence.outerWrapper && !sequence.isEmpty()
            ? sequence.get(0)
            : input;
    Iterable<?> members =
        of instanceof Map<?, ?> map ? map.values() : of instanceof List<?> list ? list : List.of();
    for (Object member : members) {
      budget.step();
      flatten(member, results, 0);
    }
    return results;
  }

  private void flatten(@Nullable Object value, Sequence results, int depth) {
    Budget.nesting(depth);
    if (!(value instanceof List<?> list)) {
      results.add(value);
      return;
    }
    budget.steps(list.size());
    for (Object element : list) {
      flatten(element, results, depth + 1);
    }
  }

  private @Nullable Object descendants(@Nullable Object input) {
    Sequence results = Sequence.results(budget);
    if (!Values.isAbsent(input)) {
      descend(input, results, 0);
    }
    return results;
  }

  private void descend(@Nullable Object value, Sequence results, int depth) {
    Budget.nesting(depth);
    budget.step();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        descend(element, results, depth + 1);
      }
      return;
    }
    results.add(value);
    if (value instanceof Map<?, ?> map) {
      for (Object member : map.values()) {
        descend(member, results, depth + 1);
      }
    }
  }
}
