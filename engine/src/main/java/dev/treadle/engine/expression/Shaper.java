package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns the parser's binary tree into what the evaluator walks: paths with steps, filters and
 * groupings at their steps, tail calls as thunks, parent operators resolved.
 */
final class Shaper {
  private final Ancestry ancestry = new Ancestry();
  private final PathShaper paths = new PathShaper(this, ancestry);

  private Shaper() {}

  static Node shape(Node tree) {
    Node result = new Shaper().process(tree);
    if (result.kind == Node.Kind.PARENT || result.seekingParent != null) {
      throw Ancestry.noParent(result);
    }
    return result;
  }

  Node process(Node node) {
    Node result =
        switch (node.kind) {
          case BINARY -> binary(node);
          case ARRAY, OBJECT, FUNCTION, PARTIAL, CONDITION, COALESCE, ELVIS, TRANSFORM ->
              compound(node);
          case NEGATE -> negate(node);
          case LAMBDA -> lambda(node);
          case BLOCK -> block(node);
          case NAME -> name(node);
          case PARENT -> ancestry.parent(node);
          case OPERATOR -> operator(node);
          case END -> throw new Fault("S0207", node.position, "the expression ends too early");
          default -> node;
        };
    if (node.keepArray) {
      result.keepArray = true;
    }
    return result;
  }

  private Node binary(Node node) {
    return switch (node.text) {
      case "." -> paths.path(node);
      case "[" -> paths.filter(node);
      case "{" -> paths.group(node);
      case "^" -> paths.order(node);
      case "@" -> paths.focus(node);
      case "#" -> paths.index(node);
      case ":=" -> {
        Node bind = new Node(Node.Kind.BIND, node.position);
        bind.left = process(node.first());
        bind.right = part(bind, node.second());
        yield bind;
      }
      case "~>" -> {
        Node apply = new Node(Node.Kind.APPLY, node.position);
        apply.left = process(node.first());
        apply.right = process(node.second());
        apply.keepArray = apply.left.keepArray || apply.right.keepArray;
        yield apply;
      }
      default -> {
        Node result = new Node(Node.Kind.BINARY, node.position);
        result.text = node.text;
        result.left = part(result, node.first());
        result.right = part(result, node.second());
        yield result;
      }
    };
  }

  /** Processes a child that may look for its parent outside of this node. */
  Node part(Node parent, Node child) {
    Node result = process(child);
    Ancestry.push(parent, result);
    return result;
  }

  private List<Node> parts(Node parent, List<Node> children) {
    List<Node> results = new ArrayList<>(children.size());
    for (Node child : children) {
      results.add(part(parent, child));
    }
    return results;
  }

  private Node compound(Node node) {
    Node result = new Node(node.kind, node.position);
    switch (node.kind) {
      case ARRAY -> result.items = parts(result, node.items);
      case OBJECT -> {
        List<Node.Pair> pairs = new ArrayList<>();
        for (Node.Pair pair : node.pairs) {
          pairs.add(new Node.Pair(part(result, pair.key()), part(result, pair.value())));
        }
        result.pairs = pairs;
      }
      case FUNCTION, PARTIAL -> {
        result.items = parts(result, node.items);
        result.left = process(node.first());
      }
      case TRANSFORM -> {
        result.left = process(node.first());
        result.right = process(node.second());
        result.third = node.third == null ? null : process(node.third);
      }
      default -> {
        result.left = part(result, node.first());
        result.right = part(result, node.second());
        result.third = node.third == null ? null : part(result, node.third);
      }
    }
    return result;
  }

  private Node negate(Node node) {
    Node operand = process(node.first());
    if (operand.kind == Node.Kind.NUMBER && operand.value instanceof Number number) {
      operand.value = -number.doubleValue();
      return operand;
    }
    Node result = new Node(Node.Kind.NEGATE, node.position);
    result.left = operand;
    Ancestry.push(result, operand);
    return result;
  }

  private Node lambda(Node node) {
    Node result = new Node(Node.Kind.LAMBDA, node.position);
    result.items = node.items;
    result.signature = node.signature;
    result.right = TailCalls.tailCall(process(node.second()));
    return result;
  }

  private Node block(Node node) {
    Node result = new Node(Node.Kind.BLOCK, node.position);
    result.items = parts(result, node.items);
    for (Node part : result.items) {
      result.constructsArray |=
          part.constructsArray
              || (part.kind == Node.Kind.PATH && part.items.get(0).constructsArray);
    }
    return result;
  }

  private static Node name(Node node) {
    Node path = Node.path(node);
    path.keepSingletonArray = node.keepArray;
    return path;
  }

  private static Node operator(Node node) {
    return switch (node.text) {
      case "and", "or", "in" -> {
        node.kind = Node.Kind.NAME;
        yield name(node);
      }
      case "?" -> node;
      default -> throw new Fault("S0201", node.position, "unexpected \"" + node.text + "\"");
    };
  }
}
