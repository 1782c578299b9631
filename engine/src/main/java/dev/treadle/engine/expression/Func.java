package dev.treadle.engine.expression;

import dev.treadle.values.Evaluated;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A function as a value. */
sealed interface Func {

  /** How many arguments it takes; higher-order functions hand it no more than that. */
  int arity();

  /** A function of the source, with what it closes over; a thunk is a tail call to be made. */
  record Lambda(Node node, @Nullable Object input, Frame frame) implements Func {
    @Override
    public int arity() {
      return node.items.size();
    }
  }

  /** A function with some arguments given; {@link Hole} stands for those to come. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Partial(Func target, @Nullable Object[] arguments) implements Func {
    @Override
    public int arity() {
      int holes = 0;
      for (Object argument : arguments) {
        holes += argument == Hole.HOLE ? 1 : 0;
      }
      return holes;
    }
  }

  enum Hole {
    HOLE
  }

  /** A function of the language. */
  record Native(String name, int arity, @Nullable Signature signature, Body body) implements Func {}

  /** What {@code ~>} makes of two functions: the second after the first. */
  record Chain(Func first, Func second) implements Func {
    @Override
    public int arity() {
      return 1;
    }
  }

  /** The function behind {@code | pattern | update, delete |}. */
  record Transform(Node node, Frame frame) implements Func {
    @Override
    public int arity() {
      return 1;
    }
  }

  /** A regular expression, which is a function from a text to its first match. */
  record Matcher(Regex regex) implements Func {
    @Override
    public int arity() {
      return 2;
    }
  }

  /** The function in a match that goes on to the one after it. */
  record NextMatch(Regex regex, String text, int from) implements Func {
    @Override
    public int arity() {
      return 0;
    }
  }

  /** The work of a built-in function. Absent arguments have been filled up to its arity. */
  @FunctionalInterface
  interface Body {
    @Nullable Object apply(Call call);
  }

  /** One call of a built-in function. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Call(
      Evaluator evaluator, @Nullable Object[] arguments, @Nullable Object input, Frame frame) {

    Budget budget() {
      return evaluator.budget();
    }

    @Nullable Object argument(int index) {
      return index < arguments.length ? arguments[index] : Evaluated.Absent.ABSENT;
    }

    boolean has(int index) {
      return argument(index) != Evaluated.Absent.ABSENT;
    }

    String text(int index) {
      if (argument(index) instanceof String text) {
        return text;
      }
      throw wrongType(index);
    }

    double number(int index) {
      if (argument(index) instanceof Number number) {
        return Values.number(number);
      }
      throw wrongType(index);
    }

    List<?> list(int index) {
      if (argument(index) instanceof List<?> list) {
        return list;
      }
      throw wrongType(index);
    }

    Func function(int index) {
      if (argument(index) instanceof Func function) {
        return function;
      }
      throw wrongType(index);
    }

    private static Fault wrongType(int index) {
      return new Fault("T0410", "argument " + (index + 1) + " of the function has the wrong type");
    }
  }
}
