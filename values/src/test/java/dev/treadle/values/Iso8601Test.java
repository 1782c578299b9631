package dev.treadle.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso8601Test {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0", "PT30S, 30000", "PT1M, 60000", "PT1H30M, 5400000", "P1D, 86400000",
    "P1DT1H, 90000000", "P2W, 1209600000", "P1W1D, 691200000", "PT0.5S, 500", "'PT1,5H', 5400000",
    "P0D, 0", "PT36H, 129600000", "PT86400S, 86400000", "P0.5W, 302400000"
  })
  void readsWeeksToSeconds(String text, long millis) {
    assertThat(Iso8601.parseDuration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @Test
  void keepsNanosecondsAndReachesAThousandYears() {
    assertThat(Iso8601.parseDuration("PT0.000000001S")).isEqualTo(Duration.ofNanos(1));
    assertThat(Iso8601.parseDuration("P365250D")).isEqualTo(Iso8601.LONGEST);
  }

  @ParameterizedTest
  @CsvSource({
    "P1Y, has years or months",
    "P1M, has years or months",
    "P1Y2DT3H, has years or months",
    "-PT1S, is negative",
    "PT-1S, is negative",
    "P-2W, is negative",
    "P365251D, is longer than",
    "PT999999999999999999S, is longer than",
    "PT1.5H30M, has a fraction before its last part"
  })
  void saysWhyATextIsNoDuration(String text, String why) {
    assertThatThrownBy(() -> Iso8601.parseDuration(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "P",
        "PT",
        "P1",
        "1D",
        "PT1D",
        "P1H",
        "P1DT",
        "pt1s",
        "PT1S ",
        "PT1M1H",
        "PTS",
        "PT.5S",
        "PT1.S",
        "PT1.0000000001S",
        "+PT1S",
        "PT٣S",
        "PT9999999999999999999S"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Iso8601.parseDuration(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("is no ISO 8601 duration");
  }

  @Test
  void readsMomentsWithTheirOffset() {
    Instant expected = Instant.parse("2026-01-31T09:00:00Z");
    assertThat(Iso8601.parseMoment("2026-01-31T09:00:00Z")).isEqualTo(expected);
    assertThat(Iso8601.parseMoment("2026-01-31t10:30:00.000+01:30")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-31",
        "2026-01-31T09:00:00",
        "2026-01-31T09:00Z",
        "2026-02-29T09:00:00Z",
        "2026-01-31T25:00:00Z",
        "+12026-01-31T09:00:00Z",
        "2026-01-31T09:00:00+99:00"
      })
  void refusesWhatIsNoMoment(String text) {
    assertThatThrownBy(() -> Iso8601.parseMoment(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("is no RFC 3339 moment");
  }
}
