package dev.treadle.values;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Durations (ISO 8601) and moments (RFC 3339) as definitions write them.
 *
 * <p>{@link Duration#parse} is not used: it knows no weeks and accepts negative parts.
 */
public final class Iso8601 {
  /** The longest legal duration: a thousand years, so that a moment plus a duration is a moment. */
  public static final Duration LONGEST = Duration.ofDays(365_250);

  private static final String NO_DURATION = "is no ISO 8601 duration such as PT30S, PT1H30M or P2W";

  private static final String NO_MOMENT = "is no RFC 3339 moment such as 2026-01-31T09:00:00Z";

  private static final String AMOUNT = "([0-9]{1,18}(?:[.,][0-9]{1,9})?)";

  private static final Pattern DURATION =
      Pattern.compile(
          "P(?:{n}W)?(?:{n}D)?(?:T(?=[0-9])(?:{n}H)?(?:{n}M)?(?:{n}S)?)?".replace("{n}", AMOUNT));

  private static final Pattern WITH_YEARS_OR_MONTHS =
      Pattern.compile("P(?=[^T]*[YM])[0-9.,YMWD]{2,100}(?:T[0-9.,HMS]{0,100})?");

  private static final Pattern NEGATIVE = Pattern.compile("-?P(?=.*[0-9])[-0-9.,WDTHMS]{2,100}");

  private static final Pattern MOMENT =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]{1,9})?"
              + "(?:[Zz]|[-+][0-9]{2}:[0-9]{2})");

  /** Seconds in a week, a day, an hour, a minute and a second, as the groups of the pattern. */
  private static final long[] SECONDS = {604_800, 86_400, 3_600, 60, 1};

  private Iso8601() {}

  /**
   * Reads a duration in weeks, days, hours, minutes and seconds, such as {@code P1W}, {@code
   * P1DT12H} or {@code PT0.5S}. A week is seven days, a day 24 hours; the last part may have a
   * fraction of up to nine digits.
   *
   * @throws IllegalArgumentException when the text is none; the message says why, as the end of a
   *     sentence about the text: {@code is negative}
   */
  public static Duration parseDuration(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(whyNoDuration(text));
    }
    BigDecimal sum = null;
    boolean ended = false;
    for (int unit = 0; unit < SECONDS.length; unit++) {
      @Nullable String amount = parts.group(unit + 1);
      if (amount != null) {
        if (ended) {
          throw new IllegalArgumentException("has a fraction before its last part");
        }
        ended = amount.length() > 2 && (amount.indexOf('.') > 0 || amount.indexOf(',') > 0);
        BigDecimal seconds =
            new BigDecimal(amount.replace(',', '.')).multiply(BigDecimal.valueOf(SECONDS[unit]));
        sum = sum == null ? seconds : sum.add(seconds);
      }
    }
    if (sum == null) {
      throw new IllegalArgumentException(NO_DURATION);
    }
    if (sum.compareTo(BigDecimal.valueOf(LONGEST.toSeconds())) > 0) {
      throw new IllegalArgumentException("is longer than a thousand years");
    }
    BigDecimal whole = sum.setScale(0, RoundingMode.DOWN);
    return Duration.ofSeconds(
        whole.longValueExact(), sum.subtract(whole).movePointRight(9).longValueExact());
  }

  private static String whyNoDuration(String text) {
    if (text.indexOf('-') >= 0 && NEGATIVE.matcher(text).matches()) {
      return "is negative";
    }
    if (WITH_YEARS_OR_MONTHS.matcher(text).matches()) {
      return "has years or months, which have no fixed length";
    }
    return NO_DURATION;
  }

  /**
   * Reads a moment with its offset from UTC: {@code 2026-01-31T09:00:00Z}.
   *
   * @throws IllegalArgumentException when the text is none; the message is the end of a sentence
   */
  public static Instant parseMoment(String text) {
    if (!MOMENT.matcher(text).matches()) {
      throw new IllegalArgumentException(NO_MOMENT);
    }
    try {
      return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(NO_MOMENT, e);
    }
  }
}
