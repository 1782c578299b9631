package dev.treadle.server.api.executions;

import dev.treadle.server.json.RequestBody;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.Json;
import java.util.Optional;

/**
 * A request to run again what did not complete.
 *
 * @param version the number of the version to run; without one that of the run before
 * @param latest the newest version instead
 */
record RetryRequest(Optional<Integer> version, boolean latest) {
  static RetryRequest read(RequestBody body) {
    Object version = body.any("version");
    body.finish();
    return switch (version) {
      case null -> new RetryRequest(Optional.empty(), false);
      case Integer number when number > 0 -> new RetryRequest(Optional.of(number), false);
      case String text when text.equals("latest") -> new RetryRequest(Optional.empty(), true);
      default ->
          throw ProblemException.unreadable(
              "/version",
              "WRONG_TYPE",
              "It must be the number of a version or latest, not " + Json.write(version) + ".");
    };
  }
}
