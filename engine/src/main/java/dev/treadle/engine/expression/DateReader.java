package dev.treadle.engine.expression;

import static dev.treadle.engine.expression.Values.ABSENT;

import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a moment by a picture. What stands left of the most significant component given is taken
 * from the present, what stands right of the least significant is zero; a gap is an error.
 */
final class DateReader {
  private final DatePicture picture;
  private final LocalDateTime now;
  private final Budget budget;
  private final Map<Character, Double> components = new HashMap<>();

  DateReader(DatePicture picture, long nowMillis, Budget budget) {
    this.picture = picture;
    this.now = Calendar.at(nowMillis);
    this.budget = budget;
  }

  /** Milliseconds since 1970, or absent when the text does not fit the picture. */
  Object read(String text) {
    StringBuilder pattern = new StringBuilder();
    for (DatePicture.Part part : picture.parts) {
      pattern.append('(').append(pattern(part)).append(')');
    }
    budget.steps(pattern.length());
    budget.allocate(20L * pattern.length() + 2L * text.length());
    Regex regex = new Regex("", Pattern.compile("\\A" + pattern + "\\z", Pattern.CASE_INSENSITIVE));
    Matcher found = regex.find(text, 0, budget);
    if (found == null) {
      return ABSENT;
    }
    int group = 1;
    for (DatePicture.Part part : picture.parts) {
      if (!part.isLiteral()) {
        Double value = value(part, found.group(group));
        if (value != null) {
          components.put(part.component, value);
        }
      }
      group++;
    }
    return components.isEmpty() ? ABSENT : millis();
  }

  private static String pattern(DatePicture.Part part) {
    if (part.isLiteral()) {
      return Pattern.quote(part.literal);
    }
    IntegerPicture number = part.number;
    if (part.component == 'Z' || part.component == 'z') {
      String separator = separator(part);
      return (part.component == 'z' ? "GMT" : "")
          + "[-+][0-9]+"
          + (separator.isEmpty() ? "" : Pattern.quote(separator) + "[0-9]+");
    }
    if (part.component == 'f') {
      return "[0-9]+";
    }
    if (number != null) {
      return number.pattern();
    }
    if ("MxFP".indexOf(part.component) < 0) {
      throw DatePicture.noName(part);
    }
    return "[a-zA-Z]+";
  }

  private static String separator(DatePicture.Part part) {
    IntegerPicture number = Node.present(part.number);
    return number.regular > 0 ? number.separators.get(0).character() : "";
  }

  private @Nullable Double value(DatePicture.Part part, String text) {
    if (part.component == 'Z' || part.component == 'z') {
      return zone(part, part.component == 'z' ? text.substring(3) : text);
    }
    if (part.component == 'f') {
      return Double.parseDouble("0." + text.substring(0, Math.min(3, text.length()))) * 1_000;
    }
    if (part.number != null) {
      return part.number.read(text, budget) instanceof Double value ? value : null;
    }
    return switch (part.component) {
      case 'P' -> text.equals("pm") || text.equals("PM") ? (Double) 1.0 : (Double) 0.0;
      case 'F' -> index(Calendar.DAYS, text, part.maxWidth);
      default -> index(Calendar.MONTHS, text, part.maxWidth);
    };
  }

  private static @Nullable Double index(List<String> names, String text, int width) {
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String shown = width > 0 && width < name.length() ? name.substring(0, width) : name;
      if (shown.equals(text)) {
        return i + 1.0;
      }
    }
    return null;
  }

  /** The minutes of a time zone. */
  private static double zone(DatePicture.Part part, String text) {
    String separator = separator(part);
    if (!separator.isEmpty()) {
      int at = text.indexOf(separator);
      return IntegerPicture.leadingInteger(text.substring(0, at)) * 60
          + IntegerPicture.leadingInteger(text.substring(at + separator.length()));
    }
    if (text.length() <= 3) {
      return IntegerPicture.leadingInteger(text) * 60;
    }
    return IntegerPicture.leadingInteger(text.substring(0, 3)) * 60
        + IntegerPicture.leadingInteger(text.substring(3));
  }

  /** Whether components of a set were given, and none of the others that exclude it. */
  private boolean fits(String all, String allowed) {
    boolean any = false;
    for (int i = 0; i < all.length(); i++) {
      char component = all.charAt(i);
      boolean given = given(component);
      if (given && allowed.indexOf(component) < 0) {
        return false;
      }
      any |= given;
    }
    return any;
  }

  /** The reference takes a component that is zero for one that is not given. */
  private boolean given(char component) {
    Double value = components.get(component);
    return value != null && value != 0;
  }

  private double millis() {
    String dates = "YXMxWwdD";
    boolean byDate = fits(dates, "YMD");
    boolean byDayOfYear = !byDate && fits(dates, "Yd");
    boolean byWeekOfMonth = fits(dates, "Xxw");
    boolean byWeek = !byWeekOfMonth && fits(dates, "XW");
    boolean byHalfDays = !fits("PHhmsf", "Hmsf") && fits("PHhmsf", "Phmsf");
    String date = byDayOfYear ? "YD" : byWeekOfMonth ? "XxwF" : byWeek ? "XWF" : "YMD";
    complete(date + (byHalfDays ? "Phmsf" : "Hmsf"));
    if (byWeekOfMonth || byWeek) {
      throw new Fault("D3136", "dates by week cannot be read");
    }
    long day =
        byDayOfYear
            ? Calendar.date(year(), 0, (long) component('d'))
            : Calendar.date(year(), (int) Math.max(0, component('M') - 1), (long) component('D'));
    double hour = component('H');
    if (byHalfDays) {
      hour = (component('h') == 12 ? 0 : component('h')) + (component('P') == 1 ? 12 : 0);
    }
    double millis =
        day * (double) Calendar.DAY
            + ((hour * 60 + component('m')) * 60 + component('s')) * 1_000
            + Math.floor(component('f'));
    double zone = given('Z') ? component('Z') : component('z');
    millis -= zone * 60_000;
    if (!(Math.abs(millis) <= DateFunctions.MAX_MILLIS)) {
      throw new Fault("D3110", "the moment is out of range");
    }
    return millis;
  }

  private double component(char component) {
    return components.getOrDefault(component, 0.0);
  }

  /** Years before 100 are of the twentieth century, as {@code Date.UTC} has it. */
  private int year() {
    double year = component('Y');
    if (year > 300_000) {
      throw new Fault("D3110", "the moment is out of range");
    }
    return (int) (year >= 0 && year <= 99 ? 1_900 + year : year);
  }

  private void complete(String order) {
    boolean started = false;
    boolean ended = false;
    for (int i = 0; i < order.length(); i++) {
      char component = order.charAt(i);
      if (components.containsKey(component)) {
        started = true;
        if (ended) {
          throw new Fault(
              "D3136",
              String.format(
                  Locale.ROOT, "the picture leaves a gap before the component %s", component));
        }
      } else if (started) {
        components.put(component, component == 'M' || component == 'D' ? 1.0 : 0.0);
        ended = true;
      } else {
        components.put(component, (double) Calendar.component(now, component));
      }
    }
  }
}
