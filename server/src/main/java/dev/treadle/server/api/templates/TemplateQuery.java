package dev.treadle.server.api.templates;

import dev.treadle.postgres.catalog.Templates.Filter;
import dev.treadle.postgres.catalog.Templates.Part;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.values.TemplateId;
import java.util.Optional;

/**
 * What a list of templates is asked for. A cursor is the id of the last template of the page
 * before.
 *
 * @param part one more than the page holds, which tells whether there is another page
 */
record TemplateQuery(Filter filter, Optional<Boolean> builtIn, Part part) {
  private static final int USUAL = 50;
  private static final int MOST = 100;
  private static final int FARTHEST = 999_999_999;

  static TemplateQuery read(QueryParameters query) {
    Optional<TemplateId> after = query.text("cursor").map(TemplateQuery::cursor);
    int limit = query.whole("limit", 1, MOST).orElse(USUAL);
    Optional<Integer> offset = query.whole("offset", 0, FARTHEST);
    if (after.isPresent() && offset.isPresent()) {
      throw ProblemException.unreadable(
          "cursor", "EXCLUSIVE", "There may be a cursor or an offset, not both.");
    }
    return new TemplateQuery(
        new Filter(query.text("category"), query.text("search")),
        query.flag("builtIn"),
        new Part(after, offset.orElse(0), limit + 1));
  }

  int limit() {
    return part.limit() - 1;
  }

  private static TemplateId cursor(String text) {
    try {
      return TemplateId.of(text);
    } catch (IllegalArgumentException e) {
      throw ProblemException.unreadable("cursor", "UNKNOWN_CURSOR", "It is no cursor of ours.");
    }
  }
}
