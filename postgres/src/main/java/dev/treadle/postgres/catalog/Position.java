package dev.treadle.postgres.catalog;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;

/**
 * The last row of a page, after which the next one begins.
 *
 * @param key what the list is sorted by, as text
 * @param id of the row, which decides among equal keys
 */
public record Position(String key, UUID id) {
  private static final int LONGEST_MOMENT = "2026-01-01T00:00:00.000000Z".length();

  /** Whether a text can be the key of a list that is sorted by a moment. */
  public static boolean isMoment(String key) {
    try {
      // Longer ones have years or fractions that the database does not have.
      return key.length() <= LONGEST_MOMENT && Instant.parse(key).toString().equals(key);
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
