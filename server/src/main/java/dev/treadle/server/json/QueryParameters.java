package dev.treadle.server.json;

import dev.treadle.server.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The parameters of a query, read strictly: one that the route does not know, one that has no
 * value, one that cannot be read, and one that stands twice where it may stand once are errors that
 * name it.
 */
public final class QueryParameters {
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

  /** RFC 3339, section 5.6; months, days and hours are checked where it is read. */
  private static final Pattern MOMENT =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
              + "([Zz]|[+-][0-9]{2}:[0-9]{2})");

  private final List<Parameter> parameters;

  private record Parameter(String name, String value) {}

  private QueryParameters(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  /** Read here and not by the container, which would also take a form in the body for them. */
  public static QueryParameters of(HttpServletRequest request) {
    String query = request.getQueryString();
    List<Parameter> parameters = new ArrayList<>();
    if (query != null && !query.isEmpty()) {
      for (String part : query.split("&", -1)) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        parameters.add(new Parameter(decoded(name), decoded(value)));
      }
    }
    return new QueryParameters(parameters);
  }

  /** Refuses whatever is not among the names. */
  public void allow(Set<String> names) {
    for (Parameter parameter : parameters) {
      if (!names.contains(parameter.name)) {
        throw ProblemException.unreadable(
            parameter.name, "UNKNOWN_PARAMETER", "There is no parameter of this name.");
      }
    }
  }

  /** The words of a list with commas, each one of those allowed. */
  public Set<String> words(String name, Set<String> allowed) {
    Set<String> words = new LinkedHashSet<>();
    for (String value : values(name)) {
      for (String word : value.split(",", -1)) {
        if (!allowed.contains(word)) {
          throw unknown(name, allowed);
        }
        words.add(word);
      }
    }
    return words;
  }

  /** The values of a parameter that may be repeated, as texts that are not empty. */
  public List<String> texts(String name) {
    List<String> texts = values(name);
    for (String text : texts) {
      if (text.isEmpty() || text.indexOf('\0') >= 0) {
        throw ProblemException.unreadable(name, "INVALID_VALUE", "It must be a text, not empty.");
      }
    }
    return texts;
  }

  /** A text that is not empty. */
  public Optional<String> text(String name) {
    List<String> texts = texts(name);
    if (texts.size() > 1) {
      throw ProblemException.unreadable(
          name, "REPEATED_PARAMETER", "The parameter may be given once.");
    }
    return texts.stream().findFirst();
  }

  public Optional<Boolean> flag(String name) {
    return choice(name, Map.of("true", true, "false", false));
  }

  /** A value by its name. */
  public <T> Optional<T> choice(String name, Map<String, T> values) {
    return text(name).map(word -> chosen(name, word, values));
  }

  /** Values by their names, of a parameter that may be repeated. */
  public <T> Set<T> choices(String name, Map<String, T> values) {
    Set<T> chosen = new LinkedHashSet<>();
    texts(name).forEach(word -> chosen.add(chosen(name, word, values)));
    return chosen;
  }

  /** A whole number within bounds. */
  public Optional<Integer> whole(String name, int least, int most) {
    return text(name)
        .map(
            text -> {
              int number = DIGITS.matcher(text).matches() ? Integer.parseInt(text) : -1;
              if (number < least || number > most) {
                throw ProblemException.unreadable(
                    name,
                    "INVALID_VALUE",
                    "It must be a whole number from " + least + " to " + most + ".");
              }
              return number;
            });
  }

  /** A moment as of RFC 3339. */
  public Optional<Instant> moment(String name) {
    return text(name)
        .map(
            text -> {
              try {
                if (MOMENT.matcher(text).matches()) {
                  return OffsetDateTime.parse(text).toInstant();
                }
              } catch (DateTimeParseException e) {
                // Said below, as for what does not look like one.
              }
              throw ProblemException.unreadable(
                  name, "INVALID_VALUE", "It must be a time such as 2026-01-31T12:00:00Z.");
            });
  }

  public Optional<UUID> id(String name) {
    return text(name)
        .map(
            text ->
                PathId.parse(text)
                    .orElseThrow(
                        () ->
                            ProblemException.unreadable(
                                name, "INVALID_VALUE", "It must be a UUID.")));
  }

  private static <T> T chosen(String name, String word, Map<String, T> values) {
    T value = values.get(word);
    if (value == null) {
      throw unknown(name, values.keySet());
    }
    return value;
  }

  private static ProblemException unknown(String name, Set<String> allowed) {
    return ProblemException.unreadable(
        name, "UNKNOWN_VALUE", "It takes " + String.join(", ", allowed) + ".");
  }

  private List<String> values(String name) {
    return parameters.stream()
        .filter(parameter -> parameter.name.equals(name))
        .map(Parameter::value)
        .toList();
  }

  private static String decoded(String text) {
    try {
      String octets = URLDecoder.decode(text, StandardCharsets.ISO_8859_1);
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw ProblemException.unreadable(
          "", "MALFORMED_QUERY", "The query is not percent-encoded UTF-8.");
    }
  }
}
