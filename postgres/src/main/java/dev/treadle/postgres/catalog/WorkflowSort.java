package dev.treadle.postgres.catalog;

import dev.treadle.postgres.database.Binding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** What workflows can be sorted by. Each has an index that ends with the id. */
public enum WorkflowSort {
  CREATED_AT("w.created_at", ""),
  UPDATED_AT("w.updated_at", ""),

  /** By code point, whatever the database's own order of texts is. */
  NAME("w.name collate \"C\"", ""),

  /** By the totals: whoever sorts by them folds what is not in them yet first. */
  EXECUTION_COUNT(
      "t.executions",
      """
      join execution_total t on t.organization_id = w.organization_id and t.workflow_id = w.id
       and t.status = 'COMPLETED'
      """);

  private static final Pattern COUNT = Pattern.compile("0|[1-9][0-9]{0,17}");

  private final String column;
  private final String join;

  WorkflowSort(String column, String join) {
    this.column = column;
    this.join = join;
  }

  String column() {
    return column;
  }

  /** What has to be joined to {@code workflow w} to have the column. */
  String join() {
    return join;
  }

  /** Whether a text can be the key of a position. */
  public boolean accepts(String key) {
    return switch (this) {
      case CREATED_AT, UPDATED_AT -> Position.isMoment(key);
      case EXECUTION_COUNT -> COUNT.matcher(key).matches();
      case NAME -> key.indexOf('\0') < 0;
    };
  }

  String key(ResultSet row) throws SQLException {
    return switch (this) {
      case CREATED_AT, UPDATED_AT ->
          row.getObject("key", OffsetDateTime.class).toInstant().toString();
      case NAME, EXECUTION_COUNT -> row.getString("key");
    };
  }

  Binding bind(Binding to, String key) throws SQLException {
    return switch (this) {
      case CREATED_AT, UPDATED_AT -> to.moment(Instant.parse(key));
      case NAME -> to.text(key);
      case EXECUTION_COUNT -> to.number(Long.parseLong(key));
    };
  }
}
