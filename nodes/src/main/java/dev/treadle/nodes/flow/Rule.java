package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.Deferred;
import dev.treadle.node.NodeFailure;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule of a condition: a comparison, or several rules joined by "and" or "or". */
public sealed interface Rule {
  /** Evaluates as much of the rule as decides it. */
  Verdict judge();

  /**
   * A rule's value.
   *
   * @param because the comparisons that decided, in words
   */
  record Verdict(boolean holds, String because) {}

  /** Rules joined; the first that decides ends the evaluation. */
  record Group(
      @About("Whether all conditions must hold (and) or one is enough (or).") Combinator combinator,
      @About("Comparisons, or groups of them; at least one.") List<Rule> conditions)
      implements Rule {

    @Override
    public Verdict judge() {
      if (conditions.isEmpty()) {
        throw NodeFailure.permanent(
            ErrorCode.INVALID_CONFIG, "config/rules: conditions must not be empty");
      }
      boolean decisive = combinator == Combinator.OR;
      List<String> reasons = new ArrayList<>();
      for (Rule condition : conditions) {
        Verdict verdict = condition.judge();
        if (verdict.holds() == decisive) {
          return verdict;
        }
        reasons.add(verdict.because());
      }
      return new Verdict(!decisive, Wording.shorten(String.join("; ", reasons)));
    }
  }

  /** Two values compared. */
  record Comparison(
      @About("The value to look at, usually a template.") Deferred left,
      @About("How to compare.") Operator operator,
      @About("The value to compare with; exists and isEmpty need none.") @Nullable Deferred right)
      implements Rule {

    @Override
    public Verdict judge() {
      Evaluated a = left.evaluate();
      Deferred other = operator.isBinary() ? right : null;
      Evaluated b = other == null ? Evaluated.Absent.ABSENT : other.evaluate();
      boolean holds = operator.holds(a, b);
      String compared = Wording.of(a) + " " + operator.words();
      if (operator.isBinary()) {
        compared += " " + Wording.of(b);
      }
      return new Verdict(holds, compared + " is " + holds);
    }
  }

  /** How the conditions of a group are joined. */
  enum Combinator {
    AND,
    OR
  }
}
