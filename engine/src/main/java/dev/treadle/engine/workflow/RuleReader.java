package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Draft.Rules;
import dev.treadle.engine.workflow.Node.Join;
import dev.treadle.engine.workflow.Node.OnError;
import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.Iso8601;
import dev.treadle.values.Json;
import dev.treadle.values.JsonPointer;
import dev.treadle.values.Retry;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@code data} says beside the config: timeout, retry, onError and join. */
final class RuleReader {
  /** More attempts than this are a typing error, and would fill the journal of a run. */
  private static final int MOST_ATTEMPTS = 1000;

  private final String owner;
  private final JsonPointer data;
  private final Findings findings;

  RuleReader(String owner, JsonPointer data, Findings findings) {
    this.owner = owner;
    this.data = data;
    this.findings = findings;
  }

  Rules read(Map<String, @Nullable Object> json, int defaultAttempts) {
    Optional<Duration> timeout = duration(json.get("timeout"), data.member("timeout"), "timeout");
    Retry retry = retry(json.get("retry"), defaultAttempts);
    return new Rules(retry, timeout, onError(json.get("onError")), join(json.get("join")));
  }

  private Retry retry(@Nullable Object json, int defaultAttempts) {
    Map<String, @Nullable Object> object = Json.asObject(json);
    JsonPointer at = data.member("retry");
    if (object == null) {
      if (json != null) {
        String message = owner + ": retry must be an object, not " + Wording.value(json);
        findings.error(at, Code.WRONG_TYPE, message);
      }
      return Retry.attempts(defaultAttempts);
    }
    int attempts = attempts(object.get("maxAttempts"), defaultAttempts, at.member("maxAttempts"));
    Duration initial =
        duration(
                object.get("initialInterval"),
                at.member("initialInterval"),
                "retry.initialInterval")
            .orElse(Retry.INITIAL_INTERVAL);
    double coefficient =
        coefficient(object.get("backoffCoefficient"), at.member("backoffCoefficient"));
    Duration longest =
        duration(object.get("maxInterval"), at.member("maxInterval"), "retry.maxInterval")
            .orElse(Retry.MAX_INTERVAL);
    return new Retry(attempts, initial, coefficient, longest);
  }

  private int attempts(@Nullable Object json, int defaultAttempts, JsonPointer at) {
    if (json == null) {
      return defaultAttempts;
    }
    if (json instanceof Number number
        && ScalarRules.isWhole(number)
        && isBetween(number, 1, MOST_ATTEMPTS)) {
      return number.intValue();
    }
    String wanted = "retry.maxAttempts must be a whole number from 1 to " + MOST_ATTEMPTS;
    findings.error(at, Code.INVALID_RETRY, owner + ": " + wanted + ", not " + Wording.value(json));
    return defaultAttempts;
  }

  private double coefficient(@Nullable Object json, JsonPointer at) {
    if (json == null) {
      return Retry.BACKOFF_COEFFICIENT;
    }
    if (json instanceof Number number && isBetween(number, 1, Integer.MAX_VALUE)) {
      return number.doubleValue();
    }
    String wanted = "retry.backoffCoefficient must be a number of at least 1";
    findings.error(at, Code.INVALID_RETRY, owner + ": " + wanted + ", not " + Wording.value(json));
    return Retry.BACKOFF_COEFFICIENT;
  }

  private static boolean isBetween(Number number, int least, int most) {
    BigDecimal value = Json.decimal(number);
    return value.compareTo(BigDecimal.valueOf(least)) >= 0
        && value.compareTo(BigDecimal.valueOf(most)) <= 0;
  }

  private Optional<Duration> duration(@Nullable Object json, JsonPointer at, String name) {
    if (json == null) {
      return Optional.empty();
    }
    Optional<ScalarRules.Fault> fault = ScalarRules.span(json);
    if (fault.isPresent()) {
      findings.error(at, fault.get().code(), owner + ": " + name + " " + fault.get().message());
      return Optional.empty();
    }
    return Optional.of(Iso8601.parseDuration((String) json));
  }

  private Optional<OnError> onError(@Nullable Object json) {
    return switch (json) {
      case null -> Optional.empty();
      case String text when text.equals("stop") -> Optional.of(OnError.STOP);
      case String text when text.equals("continue") -> Optional.of(OnError.CONTINUE);
      case String text when text.equals("branch") -> Optional.of(OnError.BRANCH);
      default -> {
        String message = owner + ": onError must be \"stop\", \"continue\" or \"branch\", not ";
        findings.error(
            data.member("onError"), Code.INVALID_ON_ERROR, message + Wording.value(json));
        yield Optional.empty();
      }
    };
  }

  private Join join(@Nullable Object json) {
    return switch (json) {
      case null -> Join.ALL;
      case String text when text.equals("all") -> Join.ALL;
      case String text when text.equals("any") -> Join.ANY;
      default -> {
        String message = owner + ": join must be \"all\" or \"any\", not " + Wording.value(json);
        findings.error(data.member("join"), Code.INVALID_JOIN, message);
        yield Join.ALL;
      }
    };
  }
}
