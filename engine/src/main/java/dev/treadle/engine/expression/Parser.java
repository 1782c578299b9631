package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;

/** Parses by operator precedence, after Vaughan Pratt. The result still needs a {@link Shaper}. */
final class Parser {
  /** Nesting of one expression: no source can exhaust the stack of the parser or the evaluator. */
  static final int MAX_HEIGHT = 300;

  private final Tokenizer tokens;
  private Node node;
  private int depth;

  Parser(String source, int from) {
    this.tokens = new Tokenizer(source, from);
    this.node = new Node(Node.Kind.END, from);
    advance(false);
  }

  /** The tree of a whole source. */
  static Node parse(String source) {
    Parser parser = new Parser(source, 0);
    Node tree = parser.expression(0);
    if (parser.node.kind != Node.Kind.END) {
      throw new Fault("S0201", parser.node.position, "unexpected " + shown(parser.node));
    }
    return Shaper.shape(tree);
  }

  /** The token behind what was parsed. */
  Node current() {
    return node;
  }

  private static String shown(Node token) {
    return token.kind == Node.Kind.END ? "end of the expression" : "\"" + token.text + "\"";
  }

  private void advance(boolean afterOperand) {
    node = tokens.next(afterOperand);
    if (node.isOperator("!") || node.isOperator("~")) {
      throw new Fault("S0204", node.position, "there is no operator " + node.text);
    }
  }

  private void expect(String operator, boolean afterOperand) {
    if (!node.isOperator(operator)) {
      throw node.kind == Node.Kind.END
          ? new Fault("S0203", node.position, "\"" + operator + "\" is missing at the end")
          : new Fault("S0202", node.position, "expected \"" + operator + "\", got " + shown(node));
    }
    advance(afterOperand);
  }

  Node expression(int power) {
    if (++depth > MAX_HEIGHT) {
      throw tooDeep(node.position);
    }
    Node token = node;
    advance(true);
    Node left = prefix(token);
    while (power < power(node)) {
      token = node;
      advance(false);
      left = grown(infix(token, left), left);
    }
    depth--;
    return left;
  }

  private static Node grown(Node parent, Node child) {
    if (parent != child) {
      parent.height = Math.max(parent.height, child.height + 1);
      if (parent.height > MAX_HEIGHT) {
        throw tooDeep(parent.position);
      }
    }
    return parent;
  }

  private static Fault tooDeep(int position) {
    return new Fault("S0201", position, "the expression is nested too deeply");
  }

  private static int power(Node token) {
    return token.kind == Node.Kind.OPERATOR ? Tokenizer.OPERATORS.getOrDefault(token.text, 0) : 0;
  }

  private Node prefix(Node token) {
    if (token.kind != Node.Kind.OPERATOR) {
      return token;
    }
    switch (token.text) {
      case "and", "or", "in" -> {
        return token;
      }
      case "-" -> {
        token.kind = Node.Kind.NEGATE;
        token.left = child(token, expression(70));
        return token;
      }
      case "*" -> token.kind = Node.Kind.WILDCARD;
      case "**" -> token.kind = Node.Kind.DESCENDANT;
      case "%" -> token.kind = Node.Kind.PARENT;
      case "(" -> block(token);
      case "[" -> array(token);
      case "{" -> {
        token.kind = Node.Kind.OBJECT;
        token.pairs = pairs(token);
      }
      case "|" -> transform(token);
      default ->
          throw new Fault(
              "S0211", token.position, shown(token) + " cannot stand where a value is expected");
    }
    return token;
  }

  private static Node child(Node parent, Node child) {
    grown(parent, child);
    return child;
  }

  private Node infix(Node token, Node left) {
    switch (token.text) {
      case "(" -> call(token, left);
      case "[" -> {
        return filter(token, left);
      }
      case "^" -> order(token, left);
      case "{" -> {
        binary(token, left);
        token.pairs = pairs(token);
      }
      case ":=" -> {
        if (left.kind != Node.Kind.VARIABLE) {
          throw new Fault(
              "S0212", left.position, "the left side of := must be a variable (start with $)");
        }
        binary(token, left);
        token.right = child(token, expression(9));
      }
      case "@", "#" -> {
        binary(token, left);
        Node name = child(token, expression(80));
        if (name.kind != Node.Kind.VARIABLE) {
          throw new Fault(
              "S0214",
              name.position,
              "the right side of " + token.text + " must be a variable (start with $)");
        }
        token.right = name;
      }
      case "?" -> condition(token, left);
      case "?:", "??" -> {
        token.kind = token.text.equals("??") ? Node.Kind.COALESCE : Node.Kind.ELVIS;
        token.left = left;
        token.right = child(token, expression(0));
      }
      default -> {
        int power = power(token);
        binary(token, left);
        token.right = child(token, expression(power));
      }
    }
    return token;
  }

  private static void binary(Node token, Node left) {
    token.kind = Node.Kind.BINARY;
    token.left = left;
  }

  private void condition(Node token, Node condition) {
    token.kind = Node.Kind.CONDITION;
    token.left = condition;
    token.right = child(token, expression(0));
    if (node.isOperator(":")) {
      advance(false);
      token.third = child(token, expression(0));
    }
  }

  private void block(Node token) {
    List<Node> expressions = new ArrayList<>();
    while (!node.isOperator(")")) {
      expressions.add(child(token, expression(0)));
      if (!node.isOperator(";")) {
        break;
      }
      advance(false);
    }
    expect(")", true);
    token.kind = Node.Kind.BLOCK;
    token.items = expressions;
  }

  private void array(Node token) {
    List<Node> items = new ArrayList<>();
    if (!node.isOperator("]")) {
      while (true) {
        Node item = expression(0);
        if (node.isOperator("..")) {
          Node range = node;
          binary(range, child(range, item));
          advance(false);
          range.right = child(range, expression(0));
          item = range;
        }
        items.add(child(token, item));
        if (!node.isOperator(",")) {
          break;
        }
        advance(false);
      }
    }
    expect("]", true);
    token.kind = Node.Kind.ARRAY;
    token.items = items;
  }

  private List<Node.Pair> pairs(Node token) {
    List<Node.Pair> pairs = new ArrayList<>();
    if (!node.isOperator("}")) {
      while (true) {
        Node key = child(token, expression(0));
        expect(":", false);
        pairs.add(new Node.Pair(key, child(token, expression(0))));
        if (!node.isOperator(",")) {
          break;
        }
        advance(false);
      }
    }
    expect("}", true);
    return pairs;
  }

  private void transform(Node token) {
    token.kind = Node.Kind.TRANSFORM;
    token.left = child(token, expression(0));
    expect("|", false);
    token.right = child(token, expression(0));
    if (node.isOperator(",")) {
      advance(false);
      token.third = child(token, expression(0));
    }
    expect("|", false);
  }

  private Node filter(Node token, Node left) {
    if (node.isOperator("]")) {
      Node step = left;
      while (step.isBinary("[")) {
        step = step.first();
      }
      step.keepArray = true;
      advance(false);
      return left;
    }
    binary(token, left);
    token.right = child(token, expression(0));
    expect("]", true);
    return token;
  }

  private void order(Node token, Node left) {
    expect("(", false);
    List<Node.Term> terms = new ArrayList<>();
    while (true) {
      boolean descending = node.isOperator(">");
      if (descending || node.isOperator("<")) {
        advance(false);
      }
      terms.add(new Node.Term(child(token, expression(0)), descending));
      if (!node.isOperator(",")) {
        break;
      }
      advance(false);
    }
    expect(")", false);
    binary(token, left);
    token.terms = terms;
  }

  private void call(Node token, Node procedure) {
    token.kind = Node.Kind.FUNCTION;
    token.left = procedure;
    List<Node> arguments = new ArrayList<>();
    if (!node.isOperator(")")) {
      while (true) {
        if (node.isOperator("?")) {
          token.kind = Node.Kind.PARTIAL;
          arguments.add(node);
          advance(false);
        } else {
          arguments.add(child(token, expression(0)));
        }
        if (!node.isOperator(",")) {
          break;
        }
        advance(false);
      }
    }
    expect(")", true);
    token.items = arguments;
    if (procedure.kind == Node.Kind.NAME
        && (procedure.text.equals("function") || procedure.text.equals("\u03bb"))) {
      lambda(token);
    }
  }

  private void lambda(Node token) {
    for (int i = 0; i < token.items.size(); i++) {
      if (token.items.get(i).kind != Node.Kind.VARIABLE) {
        throw new Fault(
            "S0208",
            token.items.get(i).position,
            "parameter " + (i + 1) + " of a function must be a variable (start with $)");
      }
    }
    token.kind = Node.Kind.LAMBDA;
    token.left = null;
    if (node.isOperator("<")) {
      token.signature = signature();
    }
    expect("{", false);
    token.right = child(token, expression(0));
    expect("}", false);
  }

  private Signature signature() {
    int position = node.position;
    StringBuilder text = new StringBuilder("<");
    int nesting = 1;
    while (nesting > 0 && !node.isOperator("{") && node.kind != Node.Kind.END) {
      advance(false);
      if (node.isOperator(">")) {
        nesting--;
      } else if (node.isOperator("<")) {
        nesting++;
      }
      text.append(node.text);
    }
    expect(">", false);
    return Signature.parse(text.toString(), position);
  }
}
