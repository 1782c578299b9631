package dev.treadle.engine.expression;

import dev.treadle.values.Evaluated;
import dev.treadle.values.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A text with expressions in double braces, compiled. One that is a single expression and nothing
 * else keeps the type of its value; otherwise values stand in the text: texts as they are, absent
 * as nothing, everything else as compact JSON.
 */
public final class Template {
  /** Characters of a template's text. */
  private static final int MAX_LENGTH = 16 << 20;

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Hole(Expression expression) implements Part {}
  }

  private final String text;
  private final List<Part> parts;

  private Template(String text, List<Part> parts) {
    this.text = text;
    this.parts = parts;
  }

  /** Whether a text holds an expression, or begins one. */
  public static boolean isTemplate(String text) {
    return text.contains("{{");
  }

  /**
   * Compiles a text.
   *
   * @throws ExpressionSyntaxException when an expression in it does not parse, is empty or has no
   *     end; its position counts from the start of the text
   */
  public static Template compile(String text) throws ExpressionSyntaxException {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    while (true) {
      int open = text.indexOf("{{", from);
      if (open < 0) {
        break;
      }
      if (open > from) {
        parts.add(new Part.Literal(text.substring(from, open)));
      }
      from = hole(text, open, parts);
    }
    if (from < text.length()) {
      parts.add(new Part.Literal(text.substring(from)));
    }
    return new Template(text, List.copyOf(parts));
  }

  /**
   * Adds the expression that opens at an offset; returns the offset behind its end. The parser
   * itself finds the end: the brace that belongs to none of the expression's own.
   */
  private static int hole(String text, int open, List<Part> parts)
      throws ExpressionSyntaxException {
    int start = open + 2;
    try {
      Parser parser = new Parser(text, start);
      Node first = parser.current();
      if (isEnd(text, first)) {
        throw new ExpressionSyntaxException("The expression in {{ }} is empty", open);
      }
      Node tree = parser.expression(0);
      Node end = parser.current();
      if (end.kind == Node.Kind.END || text.indexOf("}}", end.position) < 0) {
        throw new ExpressionSyntaxException("{{ has no }}", open);
      }
      if (!isEnd(text, end)) {
        throw new ExpressionSyntaxException("S0201: unexpected \"" + end.text + "\"", end.position);
      }
      String source = text.substring(start, end.position).strip();
      parts.add(new Part.Hole(new Expression(source, Shaper.shape(tree))));
      return end.position + 2;
    } catch (StackOverflowError e) {
      throw new ExpressionSyntaxException("The expression is nested too deeply", open);
    } catch (Fault fault) {
      boolean unclosed = text.indexOf("}}", start) < 0;
      throw new ExpressionSyntaxException(
          unclosed ? "{{ has no }}" : fault.describe(), unclosed ? open : fault.position());
    }
  }

  private static boolean isEnd(String text, Node token) {
    return token.isOperator("}") && text.startsWith("}}", token.position);
  }

  /**
   * The value of the template.
   *
   * @throws ExpressionException when an expression fails or passes a bound
   */
  public Evaluated evaluate(Scope scope) {
    if (parts.size() == 1 && parts.get(0) instanceof Part.Hole(Expression expression)) {
      return expression.evaluate(scope);
    }
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Literal(String literal) -> out.append(literal);
        case Part.Hole(Expression expression) -> append(expression.evaluate(scope), out);
      }
      if (out.length() > MAX_LENGTH) {
        throw Budget.limit("the text of the template is too long");
      }
    }
    return new Evaluated.Value(out.toString());
  }

  private static void append(Evaluated evaluated, StringBuilder out) {
    switch (evaluated) {
      case Evaluated.Absent absent -> {}
      case Evaluated.Value(String value) -> out.append(value);
      case Evaluated.Value(@Nullable Object json) -> Json.write(json, out);
    }
  }

  /** As {@link Expression#nodeReferences}, of all expressions in the text. */
  public Set<String> nodeReferences() {
    Set<String> references = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part instanceof Part.Hole(Expression expression)) {
        references.addAll(expression.nodeReferences());
      }
    }
    return Collections.unmodifiableSet(references);
  }

  /** Whether there is no expression in the text. */
  public boolean isConstant() {
    return parts.stream().noneMatch(Part.Hole.class::isInstance);
  }

  /**
   * The text of a constant template.
   *
   * @throws IllegalStateException when it is none
   */
  public String constant() {
    if (!isConstant()) {
      throw new IllegalStateException("the template has expressions");
    }
    return text;
  }

  /** The text that was compiled. */
  public String source() {
    return text;
  }
}
