package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;

/** Parses the forms that have brackets and lists: blocks, constructors, calls, functions. */
final class BracketParser {
  private final Parser parser;

  BracketParser(Parser parser) {
    this.parser = parser;
  }

  void block(Node token) {
    List<Node> expressions = new ArrayList<>();
    while (!parser.current().isOperator(")")) {
      expressions.add(Parser.child(token, parser.expression(0)));
      if (!parser.current().isOperator(";")) {
        break;
      }
      parser.advance(false);
    }
    parser.expect(")", true);
    token.kind = Node.Kind.BLOCK;
    token.items = expressions;
  }

  void array(Node token) {
    List<Node> items = new ArrayList<>();
    if (!parser.current().isOperator("]")) {
      while (true) {
        Node item = parser.expression(0);
        if (parser.current().isOperator("..")) {
          Node range = parser.current();
          Parser.binary(range, Parser.child(range, item));
          parser.advance(false);
          range.right = Parser.child(range, parser.expression(0));
          item = range;
        }
        items.add(Parser.child(token, item));
        if (!parser.current().isOperator(",")) {
          break;
        }
        parser.advance(false);
      }
    }
    parser.expect("]", true);
    token.kind = Node.Kind.ARRAY;
    token.items = items;
  }

  List<Node.Pair> pairs(Node token) {
    List<Node.Pair> pairs = new ArrayList<>();
    if (!parser.current().isOperator("}")) {
      while (true) {
        Node key = Parser.child(token, parser.expression(0));
        parser.expect(":", false);
        pairs.add(new Node.Pair(key, Parser.child(token, parser.expression(0))));
        if (!parser.current().isOperator(",")) {
          break;
        }
        parser.advance(false);
      }
    }
    parser.expect("}", true);
    return pairs;
  }

  void transform(Node token) {
    token.kind = Node.Kind.TRANSFORM;
    token.left = Parser.child(token, parser.expression(0));
    parser.expect("|", false);
    token.right = Parser.child(token, parser.expression(0));
    if (parser.current().isOperator(",")) {
      parser.advance(false);
      token.third = Parser.child(token, parser.expression(0));
    }
    parser.expect("|", false);
  }

  void order(Node token, Node left) {
    parser.expect("(", false);
    List<Node.Term> terms = new ArrayList<>();
    while (true) {
      boolean descending = parser.current().isOperator(">");
      if (descending || parser.current().isOperator("<")) {
        parser.advance(false);
      }
      terms.add(new Node.Term(Parser.child(token, parser.expression(0)), descending));
      if (!parser.current().isOperator(",")) {
        break;
      }
      parser.advance(false);
    }
    parser.expect(")", false);
    Parser.binary(token, left);
    token.terms = terms;
  }

  void call(Node token, Node procedure) {
    token.kind = Node.Kind.FUNCTION;
    token.left = procedure;
    List<Node> arguments = new ArrayList<>();
    if (!parser.current().isOperator(")")) {
      while (true) {
        if (parser.current().isOperator("?")) {
          token.kind = Node.Kind.PARTIAL;
          arguments.add(parser.current());
          parser.advance(false);
        } else {
          arguments.add(Parser.child(token, parser.expression(0)));
        }
        if (!parser.current().isOperator(",")) {
          break;
        }
        parser.advance(false);
      }
    }
    parser.expect(")", true);
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
    if (parser.current().isOperator("<")) {
      token.signature = signature();
    }
    parser.expect("{", false);
    token.right = Parser.child(token, parser.expression(0));
    parser.expect("}", false);
  }

  private Signature signature() {
    int position = parser.current().position;
    StringBuilder text = new StringBuilder("<");
    int nesting = 1;
    while (nesting > 0
        && !parser.current().isOperator("{")
        && parser.current().kind != Node.Kind.END) {
      parser.advance(false);
      if (parser.current().isOperator(">")) {
        nesting--;
      } else if (parser.current().isOperator("<")) {
        nesting++;
      }
      text.append(parser.current().text);
    }
    parser.expect(">", false);
    return Signature.parse(text.toString(), position);
  }
}
