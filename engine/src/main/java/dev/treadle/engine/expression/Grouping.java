package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds objects: by a constructor, or by grouping a sequence. */
final class Grouping {
  private final Evaluator evaluator;
  private final Budget budget;

  Grouping(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.budget = evaluator.budget();
  }

  private static final class Group {
    final int pair;
    @Nullable Object data;

    Group(int pair, @Nullable Object data) {
      this.pair = pair;
      this.data = data;
    }
  }

  /** The object of a constructor or grouping: items by key, then a value for each key. */
  Members group(Node group, @Nullable Object value, Frame frame) {
    boolean tuples = Tuples.isTupleStream(value);
    List<?> input = value instanceof List<?> list ? list : Sequence.results(budget, value);
    if (input.isEmpty() && !tuples) {
      input = Sequence.results(budget, ABSENT);
    }
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Object item : input) {
      collect(group, item, tuples, frame, groups);
    }
    Members result = new Members(budget);
    for (Map.Entry<String, Group> entry : groups.entrySet()) {
      Object context = entry.getValue().data;
      Frame inner = frame;
      if (tuples) {
        Members tuple = merged(context);
        context = Tuples.context(tuple);
        tuple.remove(Tuples.CONTEXT);
        inner = Tuples.frameOf(frame, tuple, budget);
      }
      Node expression = group.pairs.get(entry.getValue().pair).value();
      Object member = evaluator.evaluate(expression, context, inner);
      if (!Values.isAbsent(member)) {
        result.put(entry.getKey(), member);
      }
    }
    return result;
  }

  private void collect(
      Node group, @Nullable Object item, boolean tuples, Frame frame, Map<String, Group> groups) {
    Frame inner = tuples ? Tuples.frameOf(frame, item, budget) : frame;
    for (int pair = 0; pair < group.pairs.size(); pair++) {
      Node expression = group.pairs.get(pair).key();
      Object key = evaluator.evaluate(expression, tuples ? Tuples.context(item) : item, inner);
      if (Values.isAbsent(key)) {
        continue;
      }
      if (!(key instanceof String name)) {
        throw new Fault("T1003", group.position, "the key of an object must be a text");
      }
      Group existing = groups.get(name);
      if (existing == null) {
        budget.allocate(100);
        groups.put(name, new Group(pair, item));
      } else if (existing.pair != pair) {
        throw new Fault(
            "D1009", group.position, "several keys of the object evaluate to \"" + name + "\"");
      } else {
        existing.data = Values.append(existing.data, item, budget);
      }
    }
  }

  /** One tuple of all tuples of a group: each binding with all its values. */
  private Members merged(@Nullable Object data) {
    Members result = new Members(budget);
    if (data instanceof Members single) {
      result.putEach(single);
    } else if (data instanceof List<?> many) {
      for (Object tuple : many) {
        if (tuple instanceof Members members) {
          for (Map.Entry<String, @Nullable Object> binding : members.entrySet()) {
            String name = binding.getKey();
            Object before = result.containsKey(name) ? result.get(name) : ABSENT;
            result.put(name, Values.append(before, binding.getValue(), budget));
          }
        }
      }
    }
    return result;
  }
}
