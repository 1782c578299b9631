package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.Expression;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.node.OneOf;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the way on. */
public final class ConditionNode implements NodeType<ConditionNode.Config> {
  /** The handle where no case matches. */
  static final String DEFAULT = "default";

  private static final String TRUE = "true";
  private static final Handles TRUE_OR_FALSE = new Handles(List.of(TRUE, "false"), TRUE);

  /** How much of an expression a reason shows. */
  private static final int MAX_SOURCE = 200;

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "condition",
              Config.class,
              "Condition",
              "Chooses the way on: by an expression, by rules, or by the first of several cases.",
              NodeSpec.Example.of(
                  """
                  {"rules": {"combinator": "and", "conditions": [
                    {"left": "{{ score }}", "operator": "greaterThanOrEqual", "right": 70},
                    {"combinator": "or", "conditions": [
                      {"left": "{{ country }}", "operator": "in", "right": ["US", "CA"]},
                      {"left": "{{ email }}", "operator": "endsWith", "right": ".edu"}]}]}}\
                  """,
                  """
                  {"score": 85, "country": "US"}\
                  """,
                  "{}"))
          .choosing(ConditionNode::handles)
          .checkedBy(ConditionChecks::check);

  /** Exactly one way to choose. */
  @OneOf({"expression", "rules", "cases"})
  public record Config(
      @About("JSONata; its $boolean chooses the handle true or false, absent is false.")
          @Nullable Expression expression,
      @About("Comparisons joined by and, or; their value chooses the handle true or false.")
          Rule.@Nullable Group rules,
      @About("Handles with expressions: the first that is true is taken, otherwise default.")
          @Nullable List<Case> cases) {}

  /** A handle and when it is taken. */
  public record Case(
      @About("The name of the handle: not default, not error, no other case's.") String handle,
      @About("JSONata; its $boolean says whether the case matches.") Expression expression) {}

  private static Handles handles(Map<String, @Nullable Object> config) {
    if (config.get("cases") == null) {
      return TRUE_OR_FALSE;
    }
    Set<String> names = new LinkedHashSet<>();
    List<@Nullable Object> cases = Json.asArray(config.get("cases"));
    for (Object one : cases == null ? List.of() : cases) {
      Map<String, @Nullable Object> members = Json.asObject(one);
      if (members != null
          && members.get("handle") instanceof String handle
          && !handle.equals(Handles.ERROR)) {
        names.add(handle);
      }
    }
    names.add(DEFAULT);
    return new Handles(new ArrayList<>(names), DEFAULT);
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    Expression expression = config.expression();
    if (expression != null) {
      boolean holds = expression.test();
      return chose(holds, shown(expression) + " is " + holds);
    }
    Rule.Group rules = config.rules();
    if (rules != null) {
      Rule.Verdict verdict = rules.judge();
      return chose(verdict.holds(), verdict.because());
    }
    List<Case> cases = config.cases();
    if (cases != null) {
      return first(cases);
    }
    return Outcome.permanent(
        ErrorCode.INVALID_CONFIG, "config: one of expression, rules and cases must be given");
  }

  private static Outcome first(List<Case> cases) {
    for (Case one : cases) {
      if (one.expression().test()) {
        String reason = "case \"" + one.handle() + "\" matched: " + shown(one.expression());
        return Outcome.chose(one.handle(), Wording.shorten(reason));
      }
    }
    return Outcome.chose(DEFAULT, "no case matched");
  }

  private static Outcome chose(boolean holds, String reason) {
    return Outcome.chose(holds ? TRUE : "false", Wording.shorten(reason));
  }

  private static String shown(Expression expression) {
    return Wording.shorten(expression.source().strip(), MAX_SOURCE);
  }
}
