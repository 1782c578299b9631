package dev.treadle.simulation;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON as one text, whatever the order of its members, the classes of its numbers, the moments at
 * which people decided, and the ids of the runs that were called.
 */
final class Canonical {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private Canonical() {}

  static String text(@Nullable Object json) {
    return switch (json) {
      case Map<?, ?> object -> {
        Map<String, String> members = new TreeMap<>();
        object.forEach((name, member) -> members.put(String.valueOf(name), text(member)));
        if (members.containsKey("decision")) {
          members.remove("at");
        }
        yield members.toString();
      }
      case List<?> array -> array.stream().map(Canonical::text).toList().toString();
      case Number number -> new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
      case String string -> '"' + ID.matcher(string).replaceAll("?") + '"';
      case null, default -> String.valueOf(json);
    };
  }
}
