package dev.treadle.engine.expression;

import dev.treadle.values.ErrorCode;
import dev.treadle.values.Evaluated;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSONata expression, compiled. Immutable: any number of threads may evaluate it at once, each
 * evaluation has all its state to itself.
 */
public final class Expression {
  private final String source;
  private final Node tree;
  private final Set<String> nodeReferences;

  Expression(String source, Node tree) {
    this.source = source;
    this.tree = tree;
    this.nodeReferences = References.of(tree);
  }

  /**
   * Compiles a source.
   *
   * @throws ExpressionSyntaxException when it does not parse
   */
  public static Expression compile(String source) throws ExpressionSyntaxException {
    try {
      return new Expression(source, Parser.parse(source));
    } catch (Fault fault) {
      throw new ExpressionSyntaxException(fault.describe(), fault.position());
    } catch (StackOverflowError e) {
      throw new ExpressionSyntaxException("The expression is nested too deeply", -1);
    }
  }

  /**
   * Evaluates the expression.
   *
   * @throws ExpressionException when it fails or passes a bound
   */
  public Evaluated evaluate(Scope scope) {
    return evaluate(scope, Expression::frozen);
  }

  /**
   * {@code $boolean} of the value; absent is false.
   *
   * @throws ExpressionException when it fails or passes a bound
   */
  public boolean test(Scope scope) {
    return evaluate(scope, Values::truth);
  }

  /** The ids {@code x} of all {@code $nodes.x} that can be seen without evaluating anything. */
  public Set<String> nodeReferences() {
    return nodeReferences;
  }

  public String source() {
    return source;
  }

  private interface Finish<T> {
    T of(@Nullable Object value, Budget budget);
  }

  private static Evaluated frozen(@Nullable Object value, Budget budget) {
    return Results.of(value, budget);
  }

  private <T> T evaluate(Scope scope, Finish<T> finish) {
    try {
      Evaluator evaluator = new Evaluator(scope);
      return finish.of(evaluator.run(tree), evaluator.budget());
    } catch (Fault fault) {
      String at = fault.position() < 0 ? "" : " (at offset " + fault.position() + ")";
      throw new ExpressionException(ErrorCode.EXPRESSION_FAILED, fault.describe() + at);
    } catch (StackOverflowError e) {
      throw Budget.limit("its calls are nested too deeply");
    } catch (ExpressionException e) {
      throw e;
    } catch (RuntimeException bug) {
      throw new ExpressionException(bug);
    }
  }

  @Override
  public String toString() {
    return source;
  }
}
