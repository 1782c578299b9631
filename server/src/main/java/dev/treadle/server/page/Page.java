package dev.treadle.server.page;

import dev.treadle.postgres.catalog.Position;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is asked for.
 *
 * @param list names the list by its organization, filters and order: a cursor is good for no other
 * @param limit how many rows, 1 to 100
 * @param offset how many are left out before them; empty where a cursor says where to begin
 * @param after where to begin
 */
public record Page(String list, int limit, Optional<Integer> offset, Optional<Position> after) {
  private static final int LIMIT = 50;
  private static final int MOST = 100;

  /** Of a list that can be entered at any row. */
  public static Page read(QueryParameters query, String list, Predicate<String> isKey) {
    Optional<Integer> offset = query.whole("offset", 0, 999_999_999);
    Page page = readByCursor(query, list, isKey);
    if (page.after.isPresent() && offset.isPresent()) {
      throw ProblemException.unreadable(
          "offset", "EXCLUDED_PARAMETER", "With a cursor there is no offset.");
    }
    return page.after.isPresent()
        ? page
        : new Page(list, page.limit, offset.or(() -> Optional.of(0)), Optional.empty());
  }

  /** Of a list that is only followed from its beginning. */
  public static Page readByCursor(QueryParameters query, String list, Predicate<String> isKey) {
    Optional<Position> after =
        query
            .text("cursor")
            .map(
                text ->
                    Cursor.read(list, text)
                        .filter(position -> isKey.test(position.key()))
                        .orElseThrow(Page::foreign));
    return new Page(list, query.whole("limit", 1, MOST).orElse(LIMIT), Optional.empty(), after);
  }

  private static ProblemException foreign() {
    return ProblemException.unreadable(
        "cursor", "INVALID_CURSOR", "It is no cursor of a list with these filters and this order.");
  }

  /** One row more than is shown tells whether there is another page. */
  public int rows() {
    return limit + 1;
  }

  /** Those of the rows that are shown. */
  public <T> List<T> shown(List<T> rows) {
    return rows.size() > limit ? rows.subList(0, limit) : rows;
  }

  /** {@code {limit, offset, hasMore, nextCursor}}. */
  public <T> Map<String, @Nullable Object> json(List<T> rows, Function<T, Position> position) {
    boolean more = rows.size() > limit;
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("limit", limit);
    json.put("offset", offset.orElse(null));
    json.put("hasMore", more);
    json.put("nextCursor", more ? Cursor.write(list, position.apply(rows.get(limit - 1))) : null);
    return json;
  }
}
