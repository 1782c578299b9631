package dev.treadle.server.api.audit;

import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Audit.Filter;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.Iso8601;
import dev.treadle.values.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.function.Function;

/**
 * What of the chain is asked for.
 *
 * @param before only entries with a smaller number
 */
record AuditQuery(Filter filter, long before, int limit) {
  private static final int LIMIT = 50;
  private static final int MOST = 100;

  static AuditQuery read(HttpServletRequest request) {
    Filter filter =
        new Filter(
            QueryParameters.one(request, "action").map(AuditQuery::action),
            QueryParameters.one(request, "objectId"),
            QueryParameters.one(request, "userId")
                .map(text -> parse("userId", text, UserId::of, "It must be the id of a user.")),
            QueryParameters.one(request, "from").map(text -> moment("from", text)),
            QueryParameters.one(request, "to").map(text -> moment("to", text)));
    long before =
        QueryParameters.one(request, "cursor")
            .map(text -> parse("cursor", text, Long::valueOf, "It must be a nextCursor."))
            .orElse(Long.MAX_VALUE);
    int limit =
        QueryParameters.one(request, "limit")
            .map(text -> parse("limit", text, AuditQuery::limit, "It must be from 1 to 100."))
            .orElse(LIMIT);
    return new AuditQuery(filter, before, limit);
  }

  private static int limit(String text) {
    int limit = Integer.parseInt(text);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException(text);
    }
    return limit;
  }

  private static String action(String text) {
    if (!Action.codes().contains(text)) {
      throw ProblemException.unreadable(
          "action", "UNKNOWN_VALUE", "It takes " + String.join(", ", Action.codes()) + ".");
    }
    return text;
  }

  private static Instant moment(String name, String text) {
    return parse(name, text, Iso8601::parseMoment, "It must be a moment (RFC 3339).");
  }

  private static <T> T parse(String name, String text, Function<String, T> read, String rule) {
    try {
      return read.apply(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.unreadable(name, "INVALID_VALUE", rule);
    }
  }
}
