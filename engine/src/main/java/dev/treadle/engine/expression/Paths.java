package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates paths: steps over a sequence, filters, order-by, grouping. A path that binds variables
 * or looks for parents carries tuples, objects of the bindings with the context under {@code @}.
 */
final class Paths {
  private static final String CONTEXT = "@";

  private final Evaluator evaluator;
  private final Budget budget;

  Paths(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.budget = evaluator.budget();
  }

  @Nullable Object path(Node path, @Nullable Object input, Frame frame) {
    List<Node> steps = path.items;
    int from = 0;
    Object context = input;
    if (!(input instanceof List<?>)) {
      while (from < steps.size() && isPlainName(steps.get(from)) && context instanceof Map<?, ?>) {
        context = Values.lookup(context, steps.get(from).text, budget);
        budget.step();
        from++;
      }
      if (from == steps.size() || Values.isAbsent(context)) {
        return plainResult(path, context, frame);
      }
    }
    List<?> sequence;
    if (from > 0) {
      sequence = flattened(context);
    } else if (input instanceof List<?> list && steps.get(0).kind != Node.Kind.VARIABLE) {
      sequence = list;
    } else {
      sequence = Sequence.results(budget, input);
    }
    return walk(path, from, sequence, frame);
  }

  private static boolean isPlainName(Node step) {
    return step.kind == Node.Kind.NAME && step.stages == null && !step.tuple && !step.keepArray;
  }

  /** The result of a path whose steps met no array, until the last. */
  private @Nullable Object plainResult(Node path, @Nullable Object value, Frame frame) {
    if (!path.keepSingletonArray && path.group == null) {
      if (value instanceof List<?> list && list.size() <= 1 && Sequence.isResults(list)) {
        return list.isEmpty() ? ABSENT : list.get(0);
      }
      return value;
    }
    Object result = value;
    if (Values.isAbsent(value)) {
      result = Sequence.results(budget);
    } else if (!(value instanceof List<?>)) {
      result = Sequence.results(budget, value);
    } else if (value instanceof Sequence list && list.sequence) {
      Sequence copy = Sequence.results(budget);
      copy.addEach(list);
      result = copy;
    }
    return finish(path, result, null, frame);
  }

  private List<?> flattened(@Nullable Object value) {
    return isFlattened(value) && value instanceof List<?> list
        ? list
        : Sequence.results(budget, value);
  }

  private @Nullable Object walk(Node path, int from, List<?> input, Frame frame) {
    List<?> sequence = input;
    Object result = sequence;
    List<?> tuples = null;
    boolean inTuples = false;
    for (int i = from; i < path.items.size(); i++) {
      Node step = path.items.get(i);
      inTuples |= step.tuple;
      if (i == 0 && step.constructsArray) {
        result = evaluator.evaluate(step, sequence, frame);
      } else if (inTuples) {
        tuples = tupleStep(step, sequence, tuples, frame);
      } else {
        result = step(step, sequence, frame, i == path.items.size() - 1);
      }
      if (!inTuples && (!(result instanceof List<?> list) || list.isEmpty())) {
        break;
      }
      if (step.focus == null && result instanceof List<?> list) {
        sequence = list;
      }
    }
    if (tuples != null) {
      result = path.tuple ? tuples : contexts(tuples);
    }
    return finish(path, result, tuples, frame);
  }

  private Sequence contexts(List<?> tuples) {
    Sequence results = Sequence.results(budget);
    for (Object tuple : tuples) {
      results.add(context(tuple));
    }
    return results;
  }

  private @Nullable Object finish(
      Node path, @Nullable Object result, @Nullable List<?> tuples, Frame frame) {
    Object finished = result;
    if (path.keepSingletonArray) {
      if (finished instanceof Sequence array && array.constructed && !array.sequence) {
        finished = Sequence.results(budget, array);
      }
      if (finished instanceof Sequence array) {
        array.keepSingleton = true;
      }
    }
    if (path.group == null) {
      return finished;
    }
    return group(path.group, tuples == null ? finished : tuples, frame);
  }

  private List<?> step(Node step, List<?> input, Frame frame, boolean last) {
    if (step.kind == Node.Kind.SORT) {
      List<?> sorted = sort(step, input, frame);
      return step.stages == null ? sorted : stages(step.stages, sorted, frame);
    }
    Sequence results = Sequence.results(budget);
    for (int i = 0; i < input.size(); i++) {
      Object result = evaluator.evaluate(step, input.get(i), frame);
      if (step.stages != null) {
        for (Node stage : step.stages) {
          result = filter(stage.first(), result, frame);
        }
      }
      if (!Values.isAbsent(result)) {
        results.add(result);
      }
    }
    if (last
        && results.size() == 1
        && results.get(0) instanceof List<?> only
        && !Sequence.isResults(only)) {
      return only;
    }
    return flat(results);
  }

  private Sequence flat(Sequence results) {
    int i = 0;
    while (i < results.size() && !isFlattened(results.get(i))) {
      i++;
    }
    budget.cells(i);
    if (i == results.size()) {
      return results;
    }
    Sequence flat = Sequence.results(budget);
    for (Object result : results) {
      if (isFlattened(result) && result instanceof List<?> list) {
        flat.addEach(list);
      } else {
        flat.add(result);
      }
    }
    return flat;
  }

  private static boolean isFlattened(@Nullable Object result) {
    return result instanceof List<?> && !(result instanceof Sequence made && made.constructed);
  }

  private List<?> stages(List<Node> stages, List<?> input, Frame frame) {
    List<?> result = input;
    for (Node stage : stages) {
      if (stage.kind == Node.Kind.FILTER) {
        result = filter(stage.first(), result, frame);
        continue;
      }
      for (int i = 0; i < result.size(); i++) {
        if (result.get(i) instanceof Members tuple) {
          tuple.put(stage.text, (double) i);
        }
      }
    }
    return result;
  }

  private List<?> tupleStep(Node step, List<?> input, @Nullable List<?> bindings, Frame frame) {
    if (step.kind == Node.Kind.SORT) {
      return tupleSort(step, input, bindings, frame);
    }
    Sequence results = Sequence.results(budget);
    results.tupleStream = true;
    List<?> from = bindings == null ? input : bindings;
    for (Object element : from) {
      Members binding;
      if (bindings != null && element instanceof Members members) {
        binding = members;
      } else {
        binding = new Members(budget);
        binding.put(CONTEXT, element);
      }
      Object result = evaluator.evaluate(step, binding.get(CONTEXT), frameOf(frame, binding));
      if (Values.isAbsent(result)) {
        continue;
      }
      List<?> many = result instanceof List<?> list ? list : Sequence.results(budget, result);
      for (int i = 0; i < many.size(); i++) {
        results.add(tuple(step, binding, many, i));
      }
    }
    return step.stages == null ? results : stages(step.stages, results, frame);
  }

  private Members tuple(Node step, Members binding, List<?> results, int index) {
    Members tuple = new Members(budget);
    tuple.putEach(binding);
    Object result = results.get(index);
    if (isTupleStream(results) && result instanceof Members members) {
      tuple.putEach(members);
      return tuple;
    }
    tuple.put(step.focus == null ? CONTEXT : step.focus, result);
    if (step.index != null) {
      tuple.put(step.index, (double) index);
    }
    if (step.ancestor != null) {
      tuple.put(step.ancestor.label, binding.get(CONTEXT));
    }
    return tuple;
  }

  private List<?> tupleSort(Node step, List<?> input, @Nullable List<?> bindings, Frame frame) {
    List<?> result;
    if (bindings != null) {
      result = sort(step, bindings, frame);
    } else {
      List<?> sorted = sort(step, input, frame);
      Sequence tuples = Sequence.results(budget);
      tuples.tupleStream = true;
      for (int i = 0; i < sorted.size(); i++) {
        Members tuple = new Members(budget);
        tuple.put(CONTEXT, sorted.get(i));
        if (step.index != null) {
          tuple.put(step.index, (double) i);
        }
        tuples.add(tuple);
      }
      result = tuples;
    }
    return step.stages == null ? result : stages(step.stages, result, frame);
  }

  private static boolean isTupleStream(@Nullable Object value) {
    return value instanceof Sequence sequence && sequence.tupleStream;
  }

  private static @Nullable Object context(@Nullable Object tuple) {
    if (!(tuple instanceof Members members)) {
      return ABSENT;
    }
    Object context = members.get(CONTEXT);
    return context == null && !members.containsKey(CONTEXT) ? ABSENT : context;
  }

  private Frame frameOf(Frame frame, @Nullable Object tuple) {
    Frame inner = new Frame(frame, budget);
    if (tuple instanceof Members members) {
      for (Map.Entry<String, @Nullable Object> binding : members.entrySet()) {
        inner.bind(binding.getKey(), binding.getValue());
      }
    }
    return inner;
  }

  /** The elements for which a predicate holds, or those at the positions that it gives. */
  List<?> filter(Node predicate, @Nullable Object value, Frame frame) {
    List<?> input = value instanceof List<?> list ? list : Sequence.results(budget, value);
    Sequence results = Sequence.results(budget);
    results.tupleStream = isTupleStream(value);
    if (predicate.kind == Node.Kind.NUMBER && predicate.value instanceof Number number) {
      double index = Math.floor(number.doubleValue());
      index = index < 0 ? input.size() + index : index;
      if (index < 0 || index >= input.size()) {
        return results;
      }
      Object item = input.get((int) index);
      if (item instanceof List<?> list) {
        return list;
      }
      if (!Values.isAbsent(item)) {
        results.add(item);
      }
      return results;
    }
    for (int i = 0; i < input.size(); i++) {
      Object item = input.get(i);
      boolean tuple = isTupleStream(input);
      Object result =
          evaluator.evaluate(
              predicate, tuple ? context(item) : item, tuple ? frameOf(frame, item) : frame);
      int times = times(result, i, input.size());
      for (int t = 0; t < times; t++) {
        results.add(item);
      }
    }
    return results;
  }

  /** How often a predicate's result selects the element at an index. */
  private int times(@Nullable Object result, int index, int size) {
    if (result instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    if (Values.isNumber(result)) {
      return selects(result, index, size) ? 1 : 0;
    }
    if (!(result instanceof List<?> list) || !Values.allNumbers(list, budget)) {
      return Values.truth(result, budget) ? 1 : 0;
    }
    int times = 0;
    for (Object position : list) {
      times += selects(position, index, size) ? 1 : 0;
    }
    return times;
  }

  private static boolean selects(@Nullable Object position, int index, int size) {
    if (!(position instanceof Number number)) {
      return false;
    }
    double at = Math.floor(number.doubleValue());
    return (at < 0 ? size + at : at) == index;
  }

  private List<?> sort(Node sort, List<?> input, Frame frame) {
    boolean tuples = isTupleStream(input);
    return Sorting.sort(input, (a, b) -> isAfter(sort, a, b, tuples, frame), budget);
  }

  private boolean isAfter(
      Node sort, @Nullable Object a, @Nullable Object b, boolean tuples, Frame frame) {
    for (Node.Term term : sort.terms) {
      Object left = key(term, a, tuples, frame);
      Object right = key(term, b, tuples, frame);
      if (Values.isAbsent(left) || Values.isAbsent(right)) {
        if (Values.isAbsent(left) && Values.isAbsent(right)) {
          continue;
        }
        return Values.isAbsent(left);
      }
      int order = Sorting.compareKeys(left, right, sort.position, budget);
      if (order != 0) {
        return term.descending() ? order < 0 : order > 0;
      }
    }
    return false;
  }

  private @Nullable Object key(Node.Term term, @Nullable Object item, boolean tuples, Frame frame) {
    return tuples
        ? evaluator.evaluate(term.expression(), context(item), frameOf(frame, item))
        : evaluator.evaluate(term.expression(), item, frame);
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
    boolean tuples = isTupleStream(value);
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
        context = context(tuple);
        tuple.remove(CONTEXT);
        inner = frameOf(frame, tuple);
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
    Frame inner = tuples ? frameOf(frame, item) : frame;
    for (int pair = 0; pair < group.pairs.size(); pair++) {
      Node expression = group.pairs.get(pair).key();
      Object key = evaluator.evaluate(expression, tuples ? context(item) : item, inner);
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
