package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks a syntax tree, once; holds everything that an evaluation may change. */
final class Evaluator {
  /** An expression without value and without marks: what a condition has in place of an else. */
  private static final Node PLAIN = new Node(Node.Kind.VALUE, -1);

  static {
    PLAIN.value = ABSENT;
  }

  private final Scope scope;
  private final Budget budget;
  private final Operators operators;
  private final Selection selection;
  private final Grouping grouping;
  private final Paths paths;
  private final Calls calls;
  private long random;

  Evaluator(Scope scope) {
    this.scope = scope;
    this.budget = new Budget(scope.expired());
    this.operators = new Operators(budget);
    this.selection = new Selection(this);
    this.grouping = new Grouping(this);
    this.paths = new Paths(this, selection, grouping);
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

  /**
   * Evaluates a node. The branch of a condition and the last expression of a block take no stack of
   * their own, so that recursive functions can go deep.
   */
  @Nullable Object evaluate(Node node, @Nullable Object input, Frame frame) {
    budget.enter();
    Node current = node;
    Frame scope = frame;
    int wrappings = 0;
    while (current.endsInPart()) {
      budget.step();
      if (current.kind == Node.Kind.BLOCK) {
        scope = new Frame(scope, budget);
      }
      current = lastPart(current, input, scope);
      wrappings++;
    }
    Object result = dispatch(current, input, scope);
    if (current.predicate != null || current.group != null) {
      result = refined(current, result, scope);
    }
    budget.leave();
    if (!(result instanceof Sequence)) {
      return result;
    }
    for (; wrappings >= 0 && result instanceof Sequence sequence; wrappings--) {
      result = unwrap(current, sequence);
      current = PLAIN;
    }
    return result;
  }

  /** The part that a condition or block has the value of, all before it being evaluated. */
  private Node lastPart(Node node, @Nullable Object input, Frame frame) {
    if (node.kind == Node.Kind.BLOCK) {
      for (int i = 0; i < node.items.size() - 1; i++) {
        evaluate(node.items.get(i), input, frame);
      }
      return node.last();
    }
    boolean holds = Values.truth(evaluate(node.first(), input, frame), budget);
    Node part = holds ? node.second() : node.third;
    return part == null ? PLAIN : part;
  }

  private @Nullable Object refined(Node node, @Nullable Object value, Frame frame) {
    Object result = value;
    if (node.predicate != null) {
      for (Node filter : node.predicate) {
        result = selection.filter(filter.first(), result, frame);
      }
    }
    return node.group == null || node.kind == Node.Kind.PATH
        ? result
        : grouping.group(node.group, result, frame);
  }

  /** What an expression whose evaluation gives this value has as its value. */
  static @Nullable Object settled(@Nullable Object value) {
    return value instanceof Sequence sequence ? unwrap(PLAIN, sequence) : value;
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

  /** What recursion goes through, apart from the rest, so that it takes little stack. */
  private @Nullable Object dispatch(Node node, @Nullable Object input, Frame frame) {
    return switch (node.kind) {
      case BINARY -> binary(node, input, frame);
      case FUNCTION -> calls.call(node, input, frame, false, null);
      case PATH -> paths.path(node, input, frame);
      default -> dispatchOther(node, input, frame);
    };
  }

  private @Nullable Object dispatchOther(Node node, @Nullable Object input, Frame frame) {
    return switch (node.kind) {
      case NAME -> Values.lookup(input, node.text, budget);
      case STRING, NUMBER, VALUE -> node.value;
      case VARIABLE -> variable(node, input, frame);
      case NEGATE -> negate(node, input, frame);
      case ARRAY -> array(node, input, frame);
      case OBJECT -> grouping.group(node, input, frame);
      case WILDCARD -> Descent.wildcard(input, budget);
      case DESCENDANT -> Descent.descendants(input, budget);
      case PARENT -> frame.lookup(Node.present(node.slot).label);
      case CONDITION -> evaluate(lastPart(node, input, frame), input, frame);
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
      case PARTIAL -> calls.partial(node, input, frame);
      case APPLY -> calls.chain(node, input, frame);
      case LAMBDA -> {
        budget.allocate(40);
        yield new Func.Lambda(node, input, frame);
      }
      case TRANSFORM -> new Func.Transform(node, frame);
      case BINARY, FUNCTION, PATH, OPERATOR, SORT, FILTER, INDEX, END ->
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
    if (node.items.isEmpty()) {
      return ABSENT;
    }
    Frame inner = new Frame(frame, budget);
    return evaluate(lastPart(node, input, inner), input, inner);
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
    return operators.apply(node, left, evaluate(node.second(), input, frame));
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
}
