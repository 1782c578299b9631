package dev.treadle.server.api.executions;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The preference {@code wait} of the header {@code Prefer} (RFC 7240, section 4.3). */
final class Preference {
  private static final int LONGEST = 60;

  private Preference() {}

  /**
   * How long the caller would wait, at most a minute. A preference that makes no sense is no
   * preference, as the RFC has it.
   */
  static Optional<Duration> wait(List<String> headers) {
    for (String header : headers) {
      for (String preference : header.split(",", -1)) {
        String[] parts = preference.split(";", 2)[0].strip().split("=", 2);
        if (parts.length == 2 && parts[0].strip().toLowerCase(Locale.ROOT).equals("wait")) {
          return seconds(parts[1].strip().replace("\"", ""));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Duration> seconds(String text) {
    if (text.isEmpty() || text.length() > 9 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    int seconds = Math.min(LONGEST, Integer.parseInt(text));
    return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }
}
