package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls functions. A call in tail position comes back as a thunk and is made here, in a loop. */
final class Calls {
  private final Evaluator evaluator;
  private final Budget budget;

  Calls(Evaluator evaluator) {
    this.evaluator = evaluator;
    this.budget = evaluator.budget();
  }

  /** Calls a function, with one more argument before the others where the call is chained. */
  @Nullable Object call(
      Node call, @Nullable Object input, Frame frame, boolean chained, @Nullable Object first) {
    Node procedure = call.first();
    Object function = evaluator.evaluate(procedure, input, frame);
    if (Values.isAbsent(function) && isKnown(procedure, frame)) {
      throw forgotten("T1005", call, procedure);
    }
    int offset = chained ? 1 : 0;
    budget.allocate(32 + 8L * call.items.size());
    @Nullable Object[] arguments = new @Nullable Object[call.items.size() + offset];
    if (chained) {
      arguments[0] = first;
    }
    for (int i = 0; i < call.items.size(); i++) {
      arguments[i + offset] = evaluator.evaluate(call.items.get(i), input, frame);
    }
    try {
      return apply(function, arguments, input, frame);
    } catch (Fault fault) {
      if (fault.position() >= 0) {
        throw fault;
      }
      String name = name(procedure);
      throw new Fault(
          fault.code(),
          call.position,
          name.isEmpty() ? fault.detail() : "$" + name + ": " + fault.detail());
    }
  }

  private static String name(Node procedure) {
    return procedure.kind == Node.Kind.VARIABLE ? procedure.text : "";
  }

  private static boolean isKnown(Node procedure, Frame frame) {
    return procedure.kind == Node.Kind.PATH
        && !Values.isAbsent(frame.lookup(procedure.items.get(0).text));
  }

  private static Fault forgotten(String code, Node call, Node procedure) {
    return new Fault(
        code,
        call.position,
        "this is no function; did you mean $" + procedure.items.get(0).text + "?");
  }

  /** The function application operator: a call with one argument more, or a chain of functions. */
  @Nullable Object chain(Node chain, @Nullable Object input, Frame frame) {
    Object left = evaluator.evaluate(chain.first(), input, frame);
    if (chain.second().kind == Node.Kind.FUNCTION) {
      Node call = chain.second();
      return call(call, input, frame, true, left);
    }
    Object function = evaluator.evaluate(chain.second(), input, frame);
    if (!(function instanceof Func second)) {
      throw new Fault("T2006", chain.position, "the right side of ~> must be a function");
    }
    if (left instanceof Func first) {
      budget.allocate(32);
      return new Func.Chain(first, second);
    }
    return apply(second, new @Nullable Object[] {left}, null, frame);
  }

  @Nullable Object partial(Node partial, @Nullable Object input, Frame frame) {
    @Nullable Object[] arguments = new @Nullable Object[partial.items.size()];
    budget.allocate(48 + 8L * arguments.length);
    for (int i = 0; i < arguments.length; i++) {
      Node argument = partial.items.get(i);
      arguments[i] =
          argument.isOperator("?") ? Func.Hole.HOLE : evaluator.evaluate(argument, input, frame);
    }
    Object function = evaluator.evaluate(partial.first(), input, frame);
    if (Values.isAbsent(function) && isKnown(partial.first(), frame)) {
      throw forgotten("T1007", partial, partial.first());
    }
    if (function instanceof Func target) {
      return new Func.Partial(target, arguments);
    }
    throw new Fault("T1008", partial.position, "only a function can be partially applied");
  }

  /** Calls a function from a built-in, with no more arguments than it takes. */
  @Nullable Object invoke(Func function, Frame frame, @Nullable Object... arguments) {
    return apply(function, arguments, null, frame);
  }

  private @Nullable Object apply(
      @Nullable Object function,
      @Nullable Object[] arguments,
      @Nullable Object input,
      Frame frame) {
    budget.enter();
    Object result =
        function instanceof Func.Lambda lambda
            ? lambda(lambda, arguments, input)
            : applyOnce(function, arguments, input, frame);
    while (result instanceof Func.Lambda thunk && thunk.node().thunk) {
      budget.step();
      Node call = thunk.node().second();
      Object next = evaluator.evaluate(call.first(), thunk.input(), thunk.frame());
      @Nullable Object[] nextArguments = new @Nullable Object[call.items.size()];
      budget.allocate(32 + 8L * nextArguments.length);
      for (int i = 0; i < nextArguments.length; i++) {
        nextArguments[i] = evaluator.evaluate(call.items.get(i), thunk.input(), thunk.frame());
      }
      result = applyOnce(next, nextArguments, input, frame);
    }
    budget.leave();
    return result;
  }

  private @Nullable Object applyOnce(
      @Nullable Object function,
      @Nullable Object[] arguments,
      @Nullable Object input,
      Frame frame) {
    if (!(function instanceof Func callee)) {
      throw new Fault("T1006", "this is no function");
    }
    return switch (callee) {
      case Func.Lambda lambda -> lambda(lambda, arguments, input);
      case Func.Native builtIn -> {
        Signature signature = builtIn.signature();
        @Nullable Object[] valid =
            signature == null ? arguments : signature.validate(arguments, input, budget);
        yield builtIn.body().apply(new Func.Call(evaluator, valid, input, frame));
      }
      case Func.Partial partial -> applyPartial(partial, arguments, frame);
      case Func.Chain chain -> applyChain(chain, arguments, input, frame);
      case Func.Transform transform -> Transforming.apply(evaluator, transform, arguments);
      case Func.Matcher matcher -> Matches.called(matcher.regex(), arguments, budget);
      case Func.NextMatch next -> Matches.next(next, budget);
    };
  }

  /** As {@code function($x){ $second($first($x)) }}, which the reference makes of a composition. */
  private @Nullable Object applyChain(
      Func.Chain chain, @Nullable Object[] arguments, @Nullable Object input, Frame frame) {
    Object given = Evaluator.settled(arguments.length == 0 ? ABSENT : arguments[0]);
    budget.allocate(48);
    Object between = apply(chain.first(), new @Nullable Object[] {given}, null, frame);
    return apply(chain.second(), new @Nullable Object[] {Evaluator.settled(between)}, input, frame);
  }

  private @Nullable Object lambda(
      Func.Lambda lambda, @Nullable Object[] given, @Nullable Object input) {
    Signature signature = lambda.node().signature;
    @Nullable Object[] arguments =
        signature == null ? given : signature.validate(given, input, budget);
    return evaluator.evaluate(lambda.node().second(), lambda.input(), bound(lambda, arguments));
  }

  private Frame bound(Func.Lambda lambda, @Nullable Object[] arguments) {
    Frame frame = new Frame(lambda.frame(), budget);
    List<Node> parameters = lambda.node().items;
    for (int i = 0; i < parameters.size(); i++) {
      frame.bind(parameters.get(i).text, i < arguments.length ? arguments[i] : ABSENT);
    }
    return frame;
  }

  private @Nullable Object applyPartial(
      Func.Partial partial, @Nullable Object[] arguments, Frame frame) {
    Func target = partial.target();
    @Nullable Object[] all = partial.arguments().clone();
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == Func.Hole.HOLE) {
        all[i] = next < arguments.length ? arguments[next++] : ABSENT;
      }
    }
    budget.allocate(32 + 8L * all.length);
    return target instanceof Func.Lambda lambda
        ? evaluator.evaluate(lambda.node().second(), lambda.input(), bound(lambda, all))
        : apply(target, all, ABSENT, frame);
  }
}
