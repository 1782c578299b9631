package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Applies {@code | pattern | update, delete |}: changes a copy, never what came in. */
final class Transforming {
  private static final Signature ARGUMENT = Signature.parse("<(oa):o>");

  private Transforming() {}

  static @Nullable Object apply(
      Evaluator evaluator, Func.Transform transform, @Nullable Object[] arguments) {
    Budget budget = evaluator.budget();
    Object value = ARGUMENT.validate(arguments, null, budget)[0];
    if (Values.isAbsent(value)) {
      return ABSENT;
    }
    Node node = transform.node();
    Frame frame = transform.frame();
    if (!(frame.lookup("clone") instanceof Func)) {
      throw new Fault("T2013", node.position, "$clone was bound to something else");
    }
    Object result = copy(value, budget, 0);
    Object matches = evaluator.evaluate(node.first(), result, frame);
    if (Values.isAbsent(matches)) {
      return result;
    }
    List<?> many = matches instanceof List<?> list ? list : Sequence.results(budget, matches);
    for (Object match : many) {
      update(evaluator, node, frame, match);
      if (node.third != null) {
        delete(evaluator, node.third, frame, match);
      }
    }
    return result;
  }

  private static void update(Evaluator evaluator, Node node, Frame frame, @Nullable Object match) {
    Object update = evaluator.evaluate(node.second(), match, frame);
    if (Values.isAbsent(update)) {
      return;
    }
    if (!(update instanceof Map<?, ?> members)) {
      throw new Fault(
          "T2011", node.second().position, "the update of a transform must be an object");
    }
    if (match instanceof Members target) {
      for (Map.Entry<?, ?> member : members.entrySet()) {
        target.put((String) member.getKey(), member.getValue());
      }
    }
  }

  private static void delete(
      Evaluator evaluator, Node delete, Frame frame, @Nullable Object match) {
    Object names = evaluator.evaluate(delete, match, frame);
    if (Values.isAbsent(names)) {
      return;
    }
    Budget budget = evaluator.budget();
    List<?> many = names instanceof List<?> list ? list : Sequence.results(budget, names);
    if (!Values.allTexts(many, budget)) {
      throw new Fault(
          "T2012", delete.position, "the deletion of a transform must be one or more texts");
    }
    if (match instanceof Members target) {
      for (Object name : many) {
        target.remove(name);
      }
    }
  }

  /** A deep copy that may be changed; computed fractions are rounded as JSONata writes them. */
  static @Nullable Object copy(@Nullable Object value, Budget budget, int depth) {
    Budget.nesting(depth);
    budget.step();
    return switch (value) {
      case Map<?, ?> map -> {
        Members copy = new Members(budget);
        for (Map.Entry<?, ?> member : map.entrySet()) {
          copy.put((String) member.getKey(), copy(member.getValue(), budget, depth + 1));
        }
        yield copy;
      }
      case List<?> list -> {
        Sequence copy = Sequence.array(budget, list.size());
        for (Object element : list) {
          copy.add(copy(element, budget, depth + 1));
        }
        yield copy;
      }
      case Double number -> Numerals.rounded(number);
      case Func function -> "";
      case null -> null;
      default -> Values.isAbsent(value) ? null : value;
    };
  }
}
