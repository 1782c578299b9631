package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Built-in functions on numbers, which are binary doubles here. */
final class NumberFunctions {
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([Ee][-+]?[0-9]+)?");

  private NumberFunctions() {}

  static @Nullable Object sum(Func.Call call) {
    return fold(call, 0, Double::sum, true);
  }

  static @Nullable Object max(Func.Call call) {
    return fold(call, Double.NEGATIVE_INFINITY, Math::max, false);
  }

  static @Nullable Object min(Func.Call call) {
    return fold(call, Double.POSITIVE_INFINITY, Math::min, false);
  }

  static @Nullable Object average(Func.Call call) {
    return fold(call, 0, Double::sum, false) instanceof Double sum
        ? sum / call.list(0).size()
        : ABSENT;
  }

  private static @Nullable Object fold(
      Func.Call call, double start, DoubleBinaryOperator operator, boolean ofNone) {
    if (!call.has(0) || (call.list(0).isEmpty() && !ofNone)) {
      return ABSENT;
    }
    List<?> list = call.list(0);
    call.budget().steps(list.size());
    double result = start;
    for (Object element : list) {
      if (element instanceof Number number) {
        result = operator.applyAsDouble(result, number.doubleValue());
      }
    }
    return result;
  }

  static @Nullable Object number(Func.Call call) {
    return switch (call.argument(0)) {
      case Boolean flag -> flag ? 1.0 : 0.0;
      case String text -> parse(text, call.budget());
      case null -> throw noNumber("null");
      default -> call.argument(0);
    };
  }

  private static double parse(String text, Budget budget) {
    budget.characters(text.length() * 4L);
    double value = Double.NaN;
    if (text.length() < 1_000 && DECIMAL.matcher(text).matches()) {
      value = Double.parseDouble(text);
    } else if (text.length() > 2 && text.length() < 300 && text.charAt(0) == '0') {
      int radix =
          switch (text.charAt(1)) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
          };
      value = radix == 0 ? Double.NaN : parseDigits(text, radix);
    }
    if (!Double.isFinite(value)) {
      throw noNumber("the text");
    }
    return value;
  }

  private static double parseDigits(String text, int radix) {
    double value = 0;
    for (int i = 2; i < text.length(); i++) {
      int digit = text.charAt(i) < 128 ? Character.digit(text.charAt(i), radix) : -1;
      if (digit < 0) {
        return Double.NaN;
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static Fault noNumber(String what) {
    return new Fault("D3030", what + " cannot be cast to a number");
  }

  static @Nullable Object floor(Func.Call call) {
    return call.has(0) ? Math.floor(call.number(0)) : ABSENT;
  }

  static @Nullable Object ceil(Func.Call call) {
    return call.has(0) ? Math.ceil(call.number(0)) : ABSENT;
  }

  static @Nullable Object abs(Func.Call call) {
    return call.has(0) ? Math.abs(call.number(0)) : ABSENT;
  }

  static @Nullable Object round(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    return round(call.number(0), call.has(1) ? call.number(1) : 0);
  }

  /** Half to even at a decimal place, of the shortest decimal that stands for the double. */
  static double round(double value, double places) {
    if (places != Math.rint(places) || Math.abs(places) > 1_000) {
      throw new Fault("D1001", "the precision must be a whole number below a thousand");
    }
    if (!Double.isFinite(value)) {
      throw outOfRange();
    }
    if (places == 0) {
      return Math.rint(value) + 0.0;
    }
    double shifted = shift(value, (int) places);
    return shift(Math.rint(shifted), (int) -places) + 0.0;
  }

  private static double shift(double value, int places) {
    if (!Double.isFinite(value)) {
      throw outOfRange();
    }
    return new BigDecimal(Double.toString(value)).scaleByPowerOfTen(places).doubleValue();
  }

  private static Fault outOfRange() {
    return new Fault("D1001", "the number is out of range");
  }

  static @Nullable Object sqrt(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    if (call.number(0) < 0) {
      throw new Fault("D3060", "a negative number has no square root");
    }
    return Math.sqrt(call.number(0));
  }

  static @Nullable Object power(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    double result = call.has(1) ? StrictMath.pow(call.number(0), call.number(1)) : Double.NaN;
    if (!Double.isFinite(result)) {
      throw new Fault("D3061", "the power cannot be represented as a number");
    }
    return result;
  }

  static @Nullable Object formatNumber(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    Map<?, ?> options = call.argument(2) instanceof Map<?, ?> map ? map : Map.of();
    return new NumberPicture(call.text(1), options, call.budget()).format(call.number(0));
  }

  static @Nullable Object formatBase(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    double value = Math.rint(call.number(0));
    double radix = call.has(1) ? Math.rint(call.number(1)) : 10;
    if (radix < 2 || radix > 36) {
      throw new Fault("D3100", "the radix must be between 2 and 36");
    }
    return radix == 10
        ? Numerals.write(value)
        : new BigDecimal(value).toBigInteger().toString((int) radix);
  }

  static @Nullable Object formatInteger(Func.Call call) {
    return call.has(0)
        ? IntegerPicture.parse(call.text(1), call.budget())
            .format(Math.floor(call.number(0)), call.budget())
        : ABSENT;
  }

  static @Nullable Object parseInteger(Func.Call call) {
    return call.has(0)
        ? IntegerPicture.parse(call.text(1), call.budget()).read(call.text(0), call.budget())
        : ABSENT;
  }
}
