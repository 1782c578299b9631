package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** When something is due that follows from what is decided now. */
final class Moments {
  /** However long the other side asks us to wait, a retry comes after a day. */
  private static final Duration LONGEST_ASKED = Duration.ofDays(1);

  /** Calendars of databases end later than this; nobody waits as long. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Moments() {}

  /** How long to wait after a failed attempt. */
  static Duration pause(Node node, int attempt, @Nullable Duration asked, double jitter) {
    Duration pause = node.policy().retry().pauseAfter(attempt, jitter);
    if (asked == null || asked.compareTo(pause) <= 0) {
      return pause;
    }
    Duration most = pause.compareTo(LONGEST_ASKED) > 0 ? pause : LONGEST_ASKED;
    return asked.compareTo(most) > 0 ? most : asked;
  }

  static Instant after(Duration pause, Instant now) {
    return pause.compareTo(Duration.between(now, LATEST)) < 0 ? now.plus(pause) : LATEST;
  }

  /** A moment that the journal can hold: not past, in whole milliseconds, and never too early. */
  static Instant due(Instant wanted, Instant now) {
    if (!wanted.isAfter(now)) {
      return now;
    }
    if (!wanted.isBefore(LATEST)) {
      return LATEST;
    }
    Instant whole = wanted.truncatedTo(ChronoUnit.MILLIS);
    return whole.equals(wanted) ? whole : whole.plusMillis(1);
  }
}
