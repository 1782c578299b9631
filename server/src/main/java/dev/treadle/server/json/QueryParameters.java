package dev.treadle.server.json;

import dev.treadle.server.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashSet;
import java.util.Set;

/** The parameters of a query; one that the route does not know is an error. */
public final class QueryParameters {
  private QueryParameters() {}

  /** Refuses whatever is not among the names. */
  public static void allow(HttpServletRequest request, Set<String> names) {
    for (String name : request.getParameterMap().keySet()) {
      if (!names.contains(name)) {
        throw ProblemException.unreadable(
            name, "UNKNOWN_PARAMETER", "There is no parameter of this name.");
      }
    }
  }

  /** The words of a list with commas, each one of those allowed. */
  public static Set<String> words(HttpServletRequest request, String name, Set<String> allowed) {
    Set<String> words = new LinkedHashSet<>();
    String[] values = request.getParameterValues(name);
    if (values == null) {
      return words;
    }
    for (String value : values) {
      for (String word : value.split(",", -1)) {
        if (!allowed.contains(word)) {
          throw ProblemException.unreadable(
              name, "UNKNOWN_VALUE", "It takes " + String.join(", ", allowed) + ".");
        }
        words.add(word);
      }
    }
    return words;
  }
}
