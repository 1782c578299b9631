package dev.treadle.nodes.flow;

import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a condition's config although it fits the schema. */
final class ConditionChecks {
  private final List<ConfigProblem> problems = new ArrayList<>();

  private ConditionChecks() {}

  static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    ConditionChecks checks = new ConditionChecks();
    List<@Nullable Object> cases = Json.asArray(config.get("cases"));
    if (cases != null) {
      checks.cases(cases);
    }
    Map<String, @Nullable Object> rules = Json.asObject(config.get("rules"));
    if (rules != null) {
      checks.group(rules, "/rules");
    }
    return checks.problems;
  }

  private void cases(List<@Nullable Object> cases) {
    if (cases.isEmpty()) {
      report("/cases", "There must be at least one case");
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < cases.size(); i++) {
      Map<String, @Nullable Object> one = Json.asObject(cases.get(i));
      if (one != null && one.get("handle") instanceof String handle) {
        handle(handle, "/cases/" + i + "/handle", seen);
      }
    }
  }

  private void handle(String handle, String pointer, Set<String> seen) {
    if (handle.equals(ConditionNode.DEFAULT) || handle.equals(Handles.ERROR)) {
      report(pointer, "A case cannot have the handle " + handle + ", which has a meaning already");
    } else if (handle.contains("{{")) {
      report(pointer, "The handle of a case cannot be a template");
    } else if (Printable.fault(handle).isPresent()) {
      report(pointer, "The handle of a case " + Printable.fault(handle).get());
    } else if (!seen.add(handle)) {
      report(pointer, "Two cases have the handle " + handle);
    }
  }

  private void group(Map<String, @Nullable Object> group, String pointer) {
    List<@Nullable Object> conditions = Json.asArray(group.get("conditions"));
    if (conditions == null) {
      return;
    }
    if (conditions.isEmpty()) {
      report(pointer + "/conditions", "There must be at least one condition");
    }
    for (int i = 0; i < conditions.size(); i++) {
      Map<String, @Nullable Object> condition = Json.asObject(conditions.get(i));
      String at = pointer + "/conditions/" + i;
      if (condition != null && condition.containsKey("conditions")) {
        group(condition, at);
      } else if (condition != null) {
        comparison(condition, at);
      }
    }
  }

  private void comparison(Map<String, @Nullable Object> rule, String pointer) {
    if (!(rule.get("operator") instanceof String operator) || operator.contains("{{")) {
      return;
    }
    boolean unary = operator.equals("exists") || operator.equals("isEmpty");
    if (!unary && !rule.containsKey("right")) {
      report(pointer, "The operator " + operator + " needs a right side");
    }
    if (operator.equals("matches")
        && rule.get("right") instanceof String pattern
        && !pattern.contains("{{")) {
      try {
        TextPattern.compile(pattern);
      } catch (IllegalArgumentException e) {
        report(pointer + "/right", String.valueOf(e.getMessage()));
      }
    }
  }

  private void report(String pointer, String message) {
    problems.add(new ConfigProblem(pointer, message));
  }
}
