package dev.treadle.nodes.flow;

import dev.treadle.values.Awaited;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Outcomes of nodes that wait. */
final class Waits {
  /** Databases and calendars end later than this; nobody waits as long. */
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Waits() {}

  /** Until a moment. */
  static Outcome until(Instant until, String reason) {
    return until.isAfter(LATEST)
        ? tooLong()
        : new Outcome.Waiting(until, "waits " + reason + "until " + until);
  }

  /** For a duration from now on. */
  static Outcome during(Duration duration, Instant now) {
    try {
      return until(now.plus(duration), "for " + duration + ", ");
    } catch (DateTimeException | ArithmeticException e) {
      return invalid("config/duration is too long: " + duration);
    }
  }

  /** For somebody outside, for a time or for ever. */
  static Outcome await(Awaited what, @Nullable Duration atMost, Instant now, String reason) {
    if (atMost == null) {
      return new Outcome.Awaiting(what, null, reason);
    }
    try {
      Instant until = now.plus(atMost);
      return until.isAfter(LATEST)
          ? tooLong()
          : new Outcome.Awaiting(what, until, reason + ", until " + until);
    } catch (DateTimeException | ArithmeticException e) {
      return invalid("config/timeout is too long: " + atMost);
    }
  }

  static Outcome invalid(String message) {
    return Outcome.permanent(ErrorCode.INVALID_CONFIG, message);
  }

  private static Outcome tooLong() {
    return invalid("config: cannot wait beyond the year 9999");
  }
}
