package dev.treadle.server.json;

import dev.treadle.server.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The parameters of a query; one that the route does not know is an error. */
public final class QueryParameters {
  private QueryParameters() {}

  /** Refuses whatever is not among the names. */
  public static void allow(HttpServletRequest request, Set<String> names) {
    for (Parameter parameter : parameters(request)) {
      if (!names.contains(parameter.name)) {
        throw ProblemException.unreadable(
            parameter.name, "UNKNOWN_PARAMETER", "There is no parameter of this name.");
      }
    }
  }

  /** The words of a list with commas, each one of those allowed. */
  public static Set<String> words(HttpServletRequest request, String name, Set<String> allowed) {
    Set<String> words = new LinkedHashSet<>();
    for (Parameter parameter : parameters(request)) {
      if (!parameter.name.equals(name)) {
        continue;
      }
      for (String word : parameter.value.split(",", -1)) {
        if (!allowed.contains(word)) {
          throw ProblemException.unreadable(
              name, "UNKNOWN_VALUE", "It takes " + String.join(", ", allowed) + ".");
        }
        words.add(word);
      }
    }
    return words;
  }

  /** A parameter that may stand once. */
  public static Optional<String> one(HttpServletRequest request, String name) {
    List<String> values =
        parameters(request).stream()
            .filter(parameter -> parameter.name.equals(name))
            .map(Parameter::value)
            .toList();
    if (values.size() > 1) {
      throw ProblemException.unreadable(name, "REPEATED_PARAMETER", "It may stand once.");
    }
    return values.stream().findFirst();
  }

  private record Parameter(String name, String value) {}

  /** Read here and not by the container, which would also take a form in the body for them. */
  private static List<Parameter> parameters(HttpServletRequest request) {
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
    return parameters;
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
