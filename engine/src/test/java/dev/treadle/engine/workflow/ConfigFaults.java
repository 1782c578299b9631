package dev.treadle.engine.workflow;

import static dev.treadle.engine.workflow.Drawing.object;
import static dev.treadle.engine.workflow.SingleFaultTest.row;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rows of {@link SingleFaultTest}: what can be wrong within {@code data}. */
final class ConfigFaults {
  private ConfigFaults() {}

  static Stream<Arguments> configs() {
    return Stream.of(
        row(
            "missing",
            "INVALID_CONFIG /nodes/3/data/config/connector",
            d -> d.config(3).remove("connector")),
        row(
            "null",
            "INVALID_CONFIG /nodes/3/data/config/connector",
            d -> d.config(3).put("connector", null)),
        row(
            "text",
            "INVALID_CONFIG /nodes/3/data/config/operation",
            d -> d.config(3).put("operation", 1)),
        row(
            "choice",
            "INVALID_CONFIG /nodes/0/data/config/kind",
            d -> d.config(0).put("kind", "hook")),
        row(
            "flag",
            "INVALID_CONFIG /nodes/3/data/config/follow",
            d -> d.config(3).put("follow", "yes")),
        row(
            "whole",
            "INVALID_CONFIG /nodes/3/data/config/pages",
            d -> d.config(3).put("pages", new BigDecimal("1.5"))),
        row(
            "minimum",
            "INVALID_CONFIG /nodes/3/data/config/pages",
            d -> d.config(3).put("pages", 0)),
        row(
            "number",
            "INVALID_CONFIG /nodes/3/data/config/share",
            d -> d.config(3).put("share", List.of())),
        row(
            "span",
            "INVALID_DURATION /nodes/3/data/config/timeout",
            d -> d.config(3).put("timeout", "P1M")),
        row(
            "span as number",
            "INVALID_DURATION /nodes/3/data/config/timeout",
            d -> d.config(3).put("timeout", 5)),
        row(
            "moment",
            "INVALID_CONFIG /nodes/3/data/config/notBefore",
            d -> d.config(3).put("notBefore", "2026-02-30T00:00:00Z")),
        row(
            "entries",
            "INVALID_CONFIG /nodes/3/data/config/headers",
            d -> d.config(3).put("headers", List.of())),
        row(
            "entry",
            "INVALID_CONFIG /nodes/3/data/config/headers/a~1b~0c",
            d -> d.config(3).put("headers", Map.of("a/b~c", 1))),
        row(
            "too few",
            "INVALID_CONFIG /nodes/1/data/config/cases",
            d -> {
              d.config(1).remove("expression");
              d.config(1).put("cases", new ArrayList<>());
              d.edgeAt(2).remove("sourceHandle");
            }),
        row(
            "no array",
            "INVALID_CONFIG /nodes/2/data/config/remove",
            d -> d.config(2).put("remove", "x")),
        row(
            "element",
            "INVALID_CONFIG /nodes/2/data/config/remove/1",
            d -> d.config(2).put("remove", List.of("x", 1))),
        row(
            "code",
            "INVALID_CONFIG /nodes/2/data/config/expression",
            d -> d.config(2).put("expression", 1)),
        row(
            "two alternatives",
            "EXCLUSIVE_CONFIG /nodes/2/data/config",
            d -> d.config(2).put("set", Map.of())),
        row("no alternative", "EXCLUSIVE_CONFIG /nodes/1/data/config", d -> d.config(1).clear()),
        row(
            "no variant",
            "INVALID_CONFIG /nodes/1/data/config/rules",
            d -> rules(d, object("foo", 1))),
        row(
            "variant",
            "INVALID_CONFIG /nodes/1/data/config/rules/operator",
            d -> rules(d, object("left", "x"))),
        row(
            "nested",
            "INVALID_CONFIG /nodes/1/data/config/rules/conditions/0/operator",
            d -> rules(d, object("conditions", List.of(object("left", "x", "operator", "?"))))),
        row(
            "check",
            "INVALID_CONFIG /nodes/1/data/config/cases/1/handle",
            d -> {
              Object twice = object("handle", "x", "expression", "y");
              d.config(1).clear();
              d.config(1).put("cases", List.of(twice, twice));
              d.edgeAt(2).put("sourceHandle", "x");
            }),
        row(
            "expression",
            "INVALID_EXPRESSION /nodes/1/data/config/expression",
            d -> d.config(1).put("expression", "f(")),
        row(
            "template",
            "INVALID_EXPRESSION /nodes/3/data/config/parameters/a/0",
            d -> d.config(3).put("parameters", Map.of("a", List.of("x {{ y")))),
        row(
            "deferred",
            "INVALID_EXPRESSION /nodes/4/data/config/set/x",
            d -> d.config(4).put("set", Map.of("x", "{{"))));
  }

  private static void rules(Drawing drawing, Map<String, ?> rules) {
    drawing.config(1).clear();
    drawing.config(1).put("rules", rules);
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        row(
            "onError",
            "INVALID_ON_ERROR /nodes/2/data/onError",
            d -> d.data(2).put("onError", "STOP")),
        row(
            "onError type",
            "INVALID_ON_ERROR /nodes/2/data/onError",
            d -> d.data(2).put("onError", true)),
        row("join", "INVALID_JOIN /nodes/4/data/join", d -> d.data(4).put("join", "some")),
        row(
            "condition",
            "CONTINUE_ON_CONDITION /nodes/1/data/onError",
            d -> d.data(1).put("onError", "continue")),
        row(
            "timeout",
            "INVALID_DURATION /nodes/2/data/timeout",
            d -> d.data(2).put("timeout", "-PT1S")),
        row(
            "template",
            "INVALID_DURATION /nodes/2/data/timeout",
            d -> d.data(2).put("timeout", "{{ x }}")),
        row("retry", "WRONG_TYPE /nodes/2/data/retry", d -> d.data(2).put("retry", 3)),
        row(
            "none",
            "INVALID_RETRY /nodes/2/data/retry/maxAttempts",
            d -> retry(d, "maxAttempts", 0)),
        row(
            "half",
            "INVALID_RETRY /nodes/2/data/retry/maxAttempts",
            d -> retry(d, "maxAttempts", 1.5)),
        row(
            "many",
            "INVALID_RETRY /nodes/2/data/retry/maxAttempts",
            d -> retry(d, "maxAttempts", new BigDecimal("1e999999"))),
        row(
            "text",
            "INVALID_RETRY /nodes/2/data/retry/maxAttempts",
            d -> retry(d, "maxAttempts", "3")),
        row(
            "shrinking",
            "INVALID_RETRY /nodes/2/data/retry/backoffCoefficient",
            d -> retry(d, "backoffCoefficient", 0.5)),
        row(
            "first",
            "INVALID_DURATION /nodes/2/data/retry/initialInterval",
            d -> retry(d, "initialInterval", "1s")),
        row(
            "last",
            "INVALID_DURATION /nodes/2/data/retry/maxInterval",
            d -> retry(d, "maxInterval", 60)));
  }

  private static void retry(Drawing drawing, String name, Object value) {
    drawing.data(2).put("retry", object(name, value));
  }
}
