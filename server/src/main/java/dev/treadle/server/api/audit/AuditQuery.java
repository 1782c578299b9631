package dev.treadle.server.api.audit;

import dev.treadle.postgres.audit.Action;
import dev.treadle.postgres.audit.Audit.Filter;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.UserId;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What of the chain is asked for.
 *
 * @param before only entries with a smaller number
 */
record AuditQuery(Filter filter, long before, int limit) {
  private static final int LIMIT = 50;
  private static final int MOST = 100;
  private static final Map<String, String> ACTIONS =
      Action.codes().stream().collect(Collectors.toUnmodifiableMap(code -> code, code -> code));

  static AuditQuery read(QueryParameters query) {
    Filter filter =
        new Filter(
            query.choice("action", ACTIONS),
            query.text("objectId"),
            query.id("userId").map(UserId::new),
            query.moment("from"),
            query.moment("to"));
    long before = query.text("cursor").map(AuditQuery::cursor).orElse(Long.MAX_VALUE);
    return new AuditQuery(filter, before, query.whole("limit", 1, MOST).orElse(LIMIT));
  }

  private static long cursor(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ProblemException.unreadable("cursor", "INVALID_VALUE", "It must be a nextCursor.");
    }
  }
}
