package dev.treadle.engine.expression;

import dev.treadle.values.Evaluated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What arguments a function takes, such as {@code <s-n?:s>}: types by letter, {@code -} for one
 * that falls back to the context, {@code ?} for one that may be missing, {@code +} for several.
 */
final class Signature {
  private static final String ANY = "asnblfom";
  private static final Map<String, String> PLURALS =
      Map.of(
          "a",
          "arrays",
          "b",
          "booleans",
          "f",
          "functions",
          "n",
          "numbers",
          "o",
          "objects",
          "s",
          "strings");

  private static final class Parameter {
    final String allowed;
    final String type;
    @Nullable String elements;
    boolean context;
    boolean optional;
    boolean repeated;

    Parameter(String allowed, String type) {
      this.allowed = allowed;
      this.type = type;
    }
  }

  private final List<Parameter> parameters;

  private Signature(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  static Signature parse(String text) {
    return parse(text, -1);
  }

  /** Reads a signature that stands at an offset of the source. */
  static Signature parse(String text, int offset) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 1; i < text.length() && text.charAt(i) != ':'; i++) {
      char symbol = text.charAt(i);
      switch (symbol) {
        case 's', 'n', 'b', 'l', 'o' ->
            parameters.add(new Parameter(symbol + "m", String.valueOf(symbol)));
        case 'a', 'x' -> parameters.add(new Parameter(ANY, String.valueOf(symbol)));
        case 'f' -> parameters.add(new Parameter("f", "f"));
        case 'j' -> parameters.add(new Parameter("asnblom", "j"));
        case '(' -> {
          int end = closing(text, i, '(', ')');
          String choice = text.substring(i + 1, end);
          if (choice.indexOf('<') >= 0) {
            throw new Fault("S0402", offset + i, "a choice cannot hold parameterized types");
          }
          parameters.add(new Parameter(choice + "m", "(" + choice + ")"));
          i = end;
        }
        case '<' -> {
          Parameter of = parameters.isEmpty() ? null : parameters.get(parameters.size() - 1);
          if (of == null || !(of.type.equals("a") || of.type.equals("f"))) {
            throw new Fault(
                "S0401", offset + i, "only functions and arrays can have a type parameter");
          }
          int end = closing(text, i, '<', '>');
          of.elements = text.substring(i + 1, end);
          i = end;
        }
        default -> modifier(symbol, parameters);
      }
    }
    return new Signature(parameters);
  }

  private static void modifier(char symbol, List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      return;
    }
    Parameter of = parameters.get(parameters.size() - 1);
    switch (symbol) {
      case '-' -> {
        of.context = true;
        of.optional = true;
      }
      case '?' -> of.optional = true;
      case '+' -> of.repeated = true;
      default -> {}
    }
  }

  private static int closing(String text, int from, char open, char close) {
    int depth = 1;
    for (int i = from + 1; i < text.length(); i++) {
      if (text.charAt(i) == close) {
        if (--depth == 0) {
          return i;
        }
      } else if (text.charAt(i) == open) {
        depth++;
      }
    }
    return text.length() - 1;
  }

  /** The letter of a value's type; {@code m} for what is absent. */
  static char symbol(@Nullable Object value) {
    return switch (value) {
      case null -> 'l';
      case String ignored -> 's';
      case Number ignored -> 'n';
      case Boolean ignored -> 'b';
      case List<?> ignored -> 'a';
      case Func ignored -> 'f';
      case Map<?, ?> ignored -> 'o';
      default -> 'm';
    };
  }

  /** The arguments as the function takes them, with the context and arrays of one filled in. */
  @Nullable Object[] validate(
      @Nullable Object[] arguments, @Nullable Object context, Budget budget) {
    char[] symbols = new char[arguments.length];
    for (int i = 0; i < symbols.length; i++) {
      symbols[i] = symbol(arguments[i]);
    }
    budget.steps(symbols.length);
    int[] counts = new int[parameters.size()];
    if (!matches(symbols, 0, 0, counts, budget)) {
      throw mismatch(symbols);
    }
    List<@Nullable Object> valid = new ArrayList<>(Math.max(symbols.length, counts.length));
    int next = 0;
    for (int p = 0; p < counts.length; p++) {
      Parameter parameter = parameters.get(p);
      if (counts[p] == 0) {
        if (parameter.context) {
          if (parameter.allowed.indexOf(symbol(context)) < 0) {
            throw new Fault(
                "T0411", "the context does not fit argument " + (next + 1) + " of the function");
          }
          valid.add(context);
        } else {
          valid.add(argument(arguments, next++));
        }
        continue;
      }
      for (int i = 0; i < counts[p]; i++, next++) {
        Object argument = argument(arguments, next);
        valid.add(
            parameter.type.equals("a")
                ? array(parameter, argument, counts[p], next, budget)
                : argument);
      }
    }
    return valid.toArray();
  }

  /** Behind one that was skipped, and counted all the same, the arguments can run out. */
  private static @Nullable Object argument(@Nullable Object[] arguments, int index) {
    return index < arguments.length ? arguments[index] : Evaluated.Absent.ABSENT;
  }

  private boolean matches(char[] symbols, int at, int p, int[] counts, Budget budget) {
    budget.step();
    if (p == parameters.size()) {
      return at == symbols.length;
    }
    Parameter parameter = parameters.get(p);
    int most = 0;
    int bound = parameter.repeated ? symbols.length - at : Math.min(1, symbols.length - at);
    while (most < bound && parameter.allowed.indexOf(symbols[at + most]) >= 0) {
      most++;
    }
    for (int count = most; count >= (parameter.optional ? 0 : 1); count--) {
      counts[p] = count;
      if (matches(symbols, at + count, p + 1, counts, budget)) {
        return true;
      }
    }
    return false;
  }

  private Fault mismatch(char[] symbols) {
    int good = 0;
    for (Parameter parameter : parameters) {
      boolean fits = good < symbols.length && parameter.allowed.indexOf(symbols[good]) >= 0;
      if (!fits && !parameter.optional) {
        break;
      }
      good += fits ? 1 : 0;
    }
    return new Fault("T0410", "argument " + (good + 1) + " of the function has the wrong type");
  }

  private static @Nullable Object array(
      Parameter parameter, @Nullable Object argument, int count, int index, Budget budget) {
    if (argument == Evaluated.Absent.ABSENT) {
      return argument;
    }
    List<?> list = argument instanceof List<?> elements ? elements : null;
    if (parameter.elements != null) {
      boolean fits =
          list == null
              ? count == 1 && parameter.elements.equals(String.valueOf(symbol(argument)))
              : allOf(list, parameter.elements.charAt(0), budget);
      if (!fits) {
        throw new Fault(
            "T0412",
            "argument "
                + (index + 1)
                + " of the function must be an array of "
                + PLURALS.getOrDefault(parameter.elements, parameter.elements));
      }
    }
    if (list != null) {
      return list;
    }
    Sequence one = Sequence.array(budget, 1);
    one.add(argument);
    return one;
  }

  private static boolean allOf(List<?> list, char type, Budget budget) {
    budget.cells(list.size());
    for (Object element : list) {
      if (symbol(element) != type) {
        return false;
      }
    }
    return true;
  }
}
