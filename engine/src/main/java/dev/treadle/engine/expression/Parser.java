package dev.treadle.engine.expression;

/** Parses by operator precedence, after Vaughan Pratt. The result still needs a {@link Shaper}. */
final class Parser {
  /** Nesting of one expression: no source can exhaust the stack of the parser or the evaluator. */
  static final int MAX_HEIGHT = 300;

  private final Tokenizer tokens;
  private Node node;
  private final BracketParser brackets = new BracketParser(this);
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

  void advance(boolean afterOperand) {
    node = tokens.next(afterOperand);
    if (node.isOperator("!") || node.isOperator("~")) {
      throw new Fault("S0204", node.position, "there is no operator " + node.text);
    }
  }

  void expect(String operator, boolean afterOperand) {
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
      case "(" -> brackets.block(token);
      case "[" -> brackets.array(token);
      case "{" -> {
        token.kind = Node.Kind.OBJECT;
        token.pairs = brackets.pairs(token);
      }
      case "|" -> brackets.transform(token);
      default ->
          throw new Fault(
              "S0211", token.position, shown(token) + " cannot stand where a value is expected");
    }
    return token;
  }

  static Node child(Node parent, Node child) {
    grown(parent, child);
    return child;
  }

  private Node infix(Node token, Node left) {
    switch (token.text) {
      case "(" -> brackets.call(token, left);
      case "[" -> {
        return filter(token, left);
      }
      case "^" -> brackets.order(token, left);
      case "{" -> {
        binary(token, left);
        token.pairs = brackets.pairs(token);
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

  static void binary(Node token, Node left) {
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
}
