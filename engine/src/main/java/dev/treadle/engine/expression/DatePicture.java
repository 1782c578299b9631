package dev.treadle.engine.expression;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A picture of a moment, such as {@code [D]. [MNn] [Y0001]}, as XPath's dates have it. */
final class DatePicture {
  private static final Map<Character, String> PRESENTATIONS =
      Map.ofEntries(
          Map.entry('Y', "1"),
          Map.entry('M', "1"),
          Map.entry('D', "1"),
          Map.entry('d', "1"),
          Map.entry('F', "n"),
          Map.entry('W', "1"),
          Map.entry('w', "1"),
          Map.entry('X', "1"),
          Map.entry('x', "1"),
          Map.entry('H', "1"),
          Map.entry('h', "1"),
          Map.entry('P', "n"),
          Map.entry('m', "01"),
          Map.entry('s', "01"),
          Map.entry('f', "1"),
          Map.entry('Z', "01:01"),
          Map.entry('z', "01:01"),
          Map.entry('C', "n"),
          Map.entry('E', "n"));

  enum Names {
    LOWER,
    UPPER,
    TITLE
  }

  /** A literal, when it has no component, or a variable marker. */
  static final class Part {
    final char component;
    final String literal;
    char modifier;
    @Nullable Names names;
    @Nullable IntegerPicture number;

    /** The widths of a marker, -1 when open. */
    int minWidth = -1;

    int maxWidth = -1;

    /** To how many digits a year is cut, -1 for all. */
    int yearDigits = -1;

    Part(char component, String literal) {
      this.component = component;
      this.literal = literal;
    }

    boolean isLiteral() {
      return component == 0;
    }
  }

  final List<Part> parts = new ArrayList<>();

  private DatePicture() {}

  static DatePicture parse(String picture, Budget budget) {
    if (picture.length() > NumberPicture.MAX_LENGTH) {
      throw Budget.limit("a picture is too long");
    }
    budget.steps(20 + 4L * picture.length());
    budget.allocate(500 + 40L * picture.length());
    DatePicture result = new DatePicture();
    int start = 0;
    int at = 0;
    while (at < picture.length()) {
      if (picture.charAt(at) != '[') {
        at++;
      } else if (picture.startsWith("[[", at)) {
        result.literal(picture.substring(start, at) + "[");
        at += 2;
        start = at;
      } else {
        result.literal(picture.substring(start, at));
        int end = picture.indexOf(']', at);
        if (end < 0) {
          throw new Fault("D3135", "the picture has no closing bracket");
        }
        result.marker(picture.substring(at + 1, end).replaceAll("\\s+", ""), budget);
        at = end + 1;
        start = at;
      }
    }
    result.literal(picture.substring(start));
    return result;
  }

  private void literal(String text) {
    if (!text.isEmpty()) {
      parts.add(new Part((char) 0, text.replace("]]", "]")));
    }
  }

  private void marker(String marker, Budget budget) {
    Part part = new Part(marker.isEmpty() ? '?' : marker.charAt(0), "");
    int comma = marker.lastIndexOf(',');
    if (comma >= 0) {
      String width = marker.substring(comma + 1);
      int dash = width.indexOf('-');
      part.minWidth = width(dash < 0 ? width : width.substring(0, dash));
      part.maxWidth = dash < 0 ? -1 : width(width.substring(dash + 1));
    }
    String presentation =
        marker.substring(
            Math.min(1, marker.length()), comma < 0 ? marker.length() : Math.max(1, comma));
    if (presentation.length() > 1
        && "atco".indexOf(presentation.charAt(presentation.length() - 1)) >= 0) {
      part.modifier = presentation.charAt(presentation.length() - 1);
      presentation = presentation.substring(0, presentation.length() - 1);
    }
    if (presentation.isEmpty()) {
      String usual = PRESENTATIONS.get(part.component);
      if (usual == null) {
        throw new Fault("D3132", "\"" + part.component + "\" is no component of a date");
      }
      presentation = usual;
    }
    present(part, presentation, budget);
    parts.add(part);
  }

  private static int width(String width) {
    double value = width.equals("*") ? Double.NaN : IntegerPicture.leadingInteger(width);
    return Double.isNaN(value) ? -1 : (int) Math.min(value, NumberPicture.MAX_LENGTH);
  }

  private void present(Part part, String presentation, Budget budget) {
    if (presentation.startsWith("Nn")) {
      part.names = Names.TITLE;
    } else if (presentation.startsWith("N")) {
      part.names = Names.UPPER;
    } else if (presentation.startsWith("n")) {
      part.names = Names.LOWER;
    } else if ("YMDdFWwXxHhmsf".indexOf(part.component) >= 0) {
      String picture = part.modifier == 0 ? presentation : presentation + ";" + part.modifier;
      IntegerPicture number = IntegerPicture.parse(picture, budget);
      number.mandatoryDigits = Math.max(number.mandatoryDigits, part.minWidth);
      if (part.component == 'Y') {
        if (part.maxWidth >= 0) {
          part.yearDigits = part.maxWidth;
          number.mandatoryDigits = part.maxWidth;
        } else if (number.mandatoryDigits + number.optionalDigits >= 2) {
          part.yearDigits = number.mandatoryDigits + number.optionalDigits;
        }
      }
      part.number = number;
      IntegerPicture previous = parts.isEmpty() ? null : parts.get(parts.size() - 1).number;
      if (previous != null) {
        previous.parseWidth = previous.mandatoryDigits;
      }
    }
    if (part.component == 'Z' || part.component == 'z') {
      part.number = IntegerPicture.parse(presentation, budget);
    }
  }

  /** The text of a moment in a time zone, given as hours times a hundred and minutes. */
  String format(long millis, int zone, Budget budget) {
    int hours = Math.floorDiv(zone, 100);
    int minutes = zone % 100;
    LocalDateTime moment = Calendar.at(millis + (60L * hours + minutes) * 60_000);
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      String text = part.isLiteral() ? part.literal : format(part, moment, hours, minutes, budget);
      budget.text(2L * text.length());
      out.append(text);
    }
    return out.toString();
  }

  private static String format(
      Part part, LocalDateTime moment, int hours, int minutes, Budget budget) {
    return switch (part.component) {
      case 'Z', 'z' -> zone(part, hours, minutes, budget);
      case 'C', 'E' -> "ISO";
      case 'P' -> {
        String half = Calendar.component(moment, 'P') == 1 ? "pm" : "am";
        yield part.names == Names.UPPER ? half.toUpperCase(Locale.ROOT) : half;
      }
      case 'Y', 'M', 'D', 'd', 'F', 'W', 'w', 'X', 'x', 'H', 'h', 'm', 's', 'f' -> {
        int value = Calendar.component(moment, part.component);
        if (part.component == 'Y' && part.yearDigits >= 0 && part.yearDigits < 9) {
          value = value % (int) Math.pow(10, part.yearDigits);
        }
        yield part.number != null ? part.number.format(value, budget) : name(part, value);
      }
      default -> "";
    };
  }

  private static String name(Part part, int value) {
    String name =
        switch (part.component) {
          case 'M', 'x' -> Calendar.MONTHS.get(value - 1);
          case 'F' -> Calendar.DAYS.get(value - 1);
          default -> throw noName(part);
        };
    if (part.names == Names.UPPER) {
      name = name.toUpperCase(Locale.ROOT);
    } else if (part.names == Names.LOWER) {
      name = name.toLowerCase(Locale.ROOT);
    }
    return part.maxWidth >= 0 && name.length() > part.maxWidth
        ? name.substring(0, part.maxWidth)
        : name;
  }

  static Fault noName(Part part) {
    return new Fault(
        "D3133", "only months and days have names, not the component \"" + part.component + "\"");
  }

  private static String zone(Part part, int hours, int minutes, Budget budget) {
    IntegerPicture number = Node.present(part.number);
    int offset = hours * 100 + minutes;
    if (offset == 0 && part.modifier == 't') {
      return "Z";
    }
    String text;
    if (number.regular > 0 || number.mandatoryDigits == 3 || number.mandatoryDigits == 4) {
      text = number.format(offset, budget);
    } else if (number.mandatoryDigits == 1 || number.mandatoryDigits == 2) {
      text = number.format(hours, budget);
      if (minutes != 0) {
        text += ":" + IntegerPicture.parse("00", budget).format(minutes, budget);
      }
    } else {
      throw new Fault("D3134", "the time zone of a picture can have four digits at most");
    }
    return (part.component == 'z' ? "GMT" : "") + (offset >= 0 ? "+" : "") + text;
  }
}
