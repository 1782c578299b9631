package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.Iso8601;
import dev.treadle.values.Json;
import dev.treadle.values.Schema;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a constant is what a schema without parts asks for. */
final class ScalarRules {
  /**
   * What is wrong with a constant.
   *
   * @param message the end of a sentence about the field: {@code must be a string, not 5}
   */
  record Fault(Code code, String message) {}

  private ScalarRules() {}

  static Optional<Fault> text(@Nullable Object json) {
    return json instanceof String ? Optional.empty() : invalid("a string", json);
  }

  static Optional<Fault> flag(@Nullable Object json) {
    return json instanceof Boolean ? Optional.empty() : invalid("true or false", json);
  }

  static Optional<Fault> choice(Schema.Choice choice, @Nullable Object json) {
    return json instanceof String text && choice.words().contains(text)
        ? Optional.empty()
        : invalid("one of " + Wording.words(choice.words()), json);
  }

  static Optional<Fault> quantity(Schema.Quantity quantity, @Nullable Object json) {
    BigDecimal minimum = quantity.minimum();
    boolean kept =
        json instanceof Number number
            && (!quantity.whole() || isWhole(number))
            && (minimum == null || Json.decimal(number).compareTo(minimum) >= 0);
    String wanted =
        (quantity.whole() ? "a whole number" : "a number")
            + (minimum == null ? "" : " of at least " + minimum.toPlainString());
    return kept ? Optional.empty() : invalid(wanted, json);
  }

  /** A duration; every fault of it has the code {@code INVALID_DURATION}. */
  static Optional<Fault> span(@Nullable Object json) {
    if (!(json instanceof String text)) {
      return Optional.of(
          new Fault(
              Code.INVALID_DURATION, "must be an ISO 8601 duration, not " + Wording.value(json)));
    }
    try {
      Iso8601.parseDuration(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          new Fault(
              Code.INVALID_DURATION,
              "must be a duration, but " + Wording.quoted(text) + " " + e.getMessage()));
    }
  }

  static Optional<Fault> moment(@Nullable Object json) {
    if (!(json instanceof String text)) {
      return invalid("an RFC 3339 moment", json);
    }
    try {
      Iso8601.parseMoment(text);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      String message = "must be a moment, but " + Wording.quoted(text) + " " + e.getMessage();
      return Optional.of(new Fault(Code.INVALID_CONFIG, message));
    }
  }

  static Optional<Fault> invalid(String wanted, @Nullable Object json) {
    return Optional.of(
        new Fault(Code.INVALID_CONFIG, "must be " + wanted + ", not " + Wording.value(json)));
  }

  /** Whole by value: 3.0 is. Does not expand numbers with huge exponents. */
  static boolean isWhole(Number number) {
    return Json.decimal(number).stripTrailingZeros().scale() <= 0;
  }
}
