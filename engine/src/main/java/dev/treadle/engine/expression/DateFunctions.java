package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Built-in functions on moments, counted in milliseconds since 1970 in UTC. */
final class DateFunctions {
  /** The range of JavaScript's dates. */
  static final double MAX_MILLIS = 8.64e15;

  private static final String ISO_PICTURE = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})(?:-([01]\\d))?(?:-([0-3]\\d))?(?:T([0-2]\\d):([0-5]\\d):([0-5]\\d))?"
              + "(\\.\\d+)?(?:([+-])([0-2]\\d):?([0-5]\\d)|Z)?");

  private DateFunctions() {}

  static @Nullable Object now(Func.Call call) {
    return format(call, (double) call.evaluator().nowMillis(), 0);
  }

  static @Nullable Object fromMillis(Func.Call call) {
    return call.has(0) ? format(call, call.number(0), 1) : ABSENT;
  }

  private static String format(Func.Call call, double millis, int picture) {
    if (!(Math.abs(millis) <= MAX_MILLIS)) {
      throw new Fault("D3110", "the moment is out of range");
    }
    DatePicture parsed =
        DatePicture.parse(call.has(picture) ? call.text(picture) : ISO_PICTURE, call.budget());
    double offset = 0;
    if (call.has(picture + 1)) {
      offset = IntegerPicture.leadingInteger(call.text(picture + 1));
      if (!(Math.abs(offset) < 100_000)) {
        throw new Fault("D3134", "the time zone must look like +0130");
      }
    }
    return parsed.format((long) millis, (int) offset, call.budget());
  }

  static @Nullable Object toMillis(Func.Call call) {
    if (!call.has(0)) {
      return ABSENT;
    }
    String text = call.text(0);
    if (!call.has(1)) {
      return iso(text);
    }
    DatePicture picture = DatePicture.parse(call.text(1), call.budget());
    return new DateReader(picture, call.evaluator().nowMillis(), call.budget()).read(text);
  }

  private static double iso(String text) {
    Matcher found = ISO.matcher(text);
    if (text.length() > 100 || !found.matches()) {
      throw notIso(text);
    }
    int month = part(found, 2, 1);
    int day = part(found, 3, 1);
    int hour = part(found, 4, 0);
    int minute = part(found, 5, 0);
    int second = part(found, 6, 0);
    boolean midnight = hour == 24 && minute == 0 && second == 0;
    if (month < 1 || month > 12 || day < 1 || day > 31 || (hour > 23 && !midnight)) {
      throw notIso(text);
    }
    double millis = Calendar.date(part(found, 1, 0), month - 1, day) * Calendar.DAY;
    millis += ((hour * 60L + minute) * 60 + second) * 1_000;
    if (found.group(7) != null) {
      millis += Integer.parseInt((found.group(7) + "000").substring(1, 4));
    }
    if (found.group(8) != null) {
      long zone = (part(found, 9, 0) * 60L + part(found, 10, 0)) * 60_000;
      millis += found.group(8).equals("+") ? -zone : zone;
    }
    return millis;
  }

  private static int part(Matcher found, int group, int otherwise) {
    String text = found.group(group);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  private static Fault notIso(String text) {
    String shown = text.length() > 50 ? text.substring(0, 50) + "…" : text;
    return new Fault("D3110", "\"" + shown + "\" is no ISO 8601 timestamp");
  }
}
