package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates paths: steps over a sequence, with tuples once a step binds a variable. */
final class Paths {
  private final Evaluator evaluator;
  private final Budget budget;
  private final Selection selection;
  private final Grouping grouping;

  Paths(Evaluator evaluator, Selection selection, Grouping grouping) {
    this.evaluator = evaluator;
    this.budget = evaluator.budget();
    this.selection = selection;
    this.grouping = grouping;
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
      if (from > 0 && from < steps.size() && context instanceof List<?> list && list.isEmpty()) {
        context = ABSENT;
      }
      // A first step other than a name need not look at the context to have a value.
      boolean isNamed = from > 0 || isPlainName(steps.get(0));
      if (from == steps.size() || (isNamed && Values.isAbsent(context))) {
        return plainResult(path, context, frame);
      }
    }
    List<?> sequence;
    if (from > 0) {
      sequence = flattened(context, steps.get(from));
    } else if (input instanceof List<?> list && steps.get(0).kind != Node.Kind.VARIABLE) {
      sequence = list;
    } else {
      sequence = Sequence.results(budget, input);
    }
    return walk(path, from, sequence, frame);
  }

  private static boolean isPlainName(Node step) {
    return step.kind == Node.Kind.NAME
        && step.stages == null
        && step.predicate == null
        && step.group == null
        && !step.tuple
        && !step.keepArray;
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

  /** The input of a step. A sort hands on what it need not order, so that must be a sequence. */
  private List<?> flattened(@Nullable Object value, Node step) {
    if (!isFlattened(value) || !(value instanceof List<?> list)) {
      return Sequence.results(budget, value);
    }
    boolean handedOn = step.kind == Node.Kind.SORT && list.size() == 1;
    return handedOn ? Sequence.results(budget, list.get(0)) : list;
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
      boolean isEmpty = result instanceof List<?> list && list.isEmpty();
      if (!inTuples && (isEmpty || Values.isAbsent(result))) {
        break;
      }
      if (step.focus == null) {
        sequence = result instanceof List<?> list ? list : List.of();
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
      results.add(Tuples.context(tuple));
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
    return grouping.group(path.group, tuples == null ? finished : tuples, frame);
  }

  private List<?> step(Node step, List<?> input, Frame frame, boolean last) {
    if (step.kind == Node.Kind.SORT) {
      List<?> sorted = selection.sort(step, input, frame);
      return step.stages == null ? sorted : stages(step.stages, sorted, frame);
    }
    Sequence results = Sequence.results(budget);
    for (int i = 0; i < input.size(); i++) {
      Object result = evaluator.evaluate(step, input.get(i), frame);
      if (step.stages != null) {
        for (Node stage : step.stages) {
          result = selection.filter(stage.first(), result, frame);
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
        result = selection.filter(stage.first(), result, frame);
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
        binding.put(Tuples.CONTEXT, element);
      }
      Object result =
          evaluator.evaluate(
              step, binding.get(Tuples.CONTEXT), Tuples.frameOf(frame, binding, budget));
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
    if (Tuples.isTupleStream(results) && result instanceof Members members) {
      tuple.putEach(members);
      return tuple;
    }
    tuple.put(step.focus == null ? Tuples.CONTEXT : step.focus, result);
    if (step.index != null) {
      tuple.put(step.index, (double) index);
    }
    if (step.ancestor != null) {
      tuple.put(step.ancestor.label, binding.get(Tuples.CONTEXT));
    }
    return tuple;
  }

  private List<?> tupleSort(Node step, List<?> input, @Nullable List<?> bindings, Frame frame) {
    List<?> result;
    if (bindings != null) {
      result = selection.sort(step, bindings, frame);
    } else {
      List<?> sorted = selection.sort(step, input, frame);
      Sequence tuples = Sequence.results(budget);
      tuples.tupleStream = true;
      for (int i = 0; i < sorted.size(); i++) {
        Members tuple = new Members(budget);
        tuple.put(Tuples.CONTEXT, sorted.get(i));
        if (step.index != null) {
          tuple.put(step.index, (double) i);
        }
        tuples.add(tuple);
      }
      result = tuples;
    }
    return step.stages == null ? result : stages(step.stages, result, frame);
  }
}
