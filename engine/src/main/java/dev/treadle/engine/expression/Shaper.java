package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * Turns the parser's binary tree into what the evaluator walks: paths with steps, filters and
 * groupings at their steps, tail calls as thunks, parent operators resolved.
 */
final class Shaper {
  private final Ancestry ancestry = new Ancestry();

  private Shaper() {}

  static Node shape(Node tree) {
    Node result = new Shaper().process(tree);
    if (result.kind == Node.Kind.PARENT || result.seekingParent != null) {
      throw Ancestry.noParent(result);
    }
    return result;
  }

  private Node process(Node node) {
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
      case "." -> path(node);
      case "[" -> filter(node);
      case "{" -> group(node);
      case "^" -> order(node);
      case "@" -> focus(node);
      case "#" -> index(node);
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
  private Node part(Node parent, Node child) {
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

  private Node path(Node node) {
    Node first = process(node.first());
    Node result = first.kind == Node.Kind.PATH ? first : Node.path(first);
    if (first.kind == Node.Kind.PARENT) {
      result.seekingParent = new ArrayList<>(List.of(Node.present(first.slot)));
    }
    Node rest = process(node.second());
    if (rest.kind == Node.Kind.PATH) {
      result.items.addAll(rest.items);
    } else {
      if (rest.predicate != null) {
        rest.stages = rest.predicate;
        rest.predicate = null;
      }
      result.items.add(rest);
    }
    for (Node step : result.items) {
      if (step.kind == Node.Kind.NUMBER || step.kind == Node.Kind.VALUE) {
        throw new Fault(
            "S0213", step.position, "the literal " + step.text + " cannot be a step of a path");
      }
      if (step.kind == Node.Kind.STRING) {
        step.kind = Node.Kind.NAME;
      }
      result.keepSingletonArray |= step.keepArray;
    }
    Node firstStep = result.items.get(0);
    firstStep.constructsArray |= firstStep.kind == Node.Kind.ARRAY;
    result.last().constructsArray |= result.last().kind == Node.Kind.ARRAY;
    ancestry.resolve(result);
    return result;
  }

  private Node filter(Node node) {
    Node result = process(node.first());
    boolean inPath = result.kind == Node.Kind.PATH;
    Node step = inPath ? result.last() : result;
    if (step.group != null) {
      throw new Fault("S0209", node.position, "a predicate cannot follow a grouping");
    }
    Node predicate = process(node.second());
    ancestry.filter(step, predicate);
    Node filter = new Node(Node.Kind.FILTER, node.position);
    filter.left = predicate;
    List<Node> filters = inPath ? step.stages : step.predicate;
    if (filters == null) {
      filters = new ArrayList<>();
      if (inPath) {
        step.stages = filters;
      } else {
        step.predicate = filters;
      }
    }
    filters.add(filter);
    return result;
  }

  private Node group(Node node) {
    Node result = process(node.first());
    if (result.group != null) {
      throw new Fault("S0210", node.position, "a step can have only one grouping");
    }
    Node group = new Node(Node.Kind.OBJECT, node.position);
    List<Node.Pair> pairs = new ArrayList<>();
    for (Node.Pair pair : node.pairs) {
      pairs.add(new Node.Pair(process(pair.key()), process(pair.value())));
    }
    group.pairs = pairs;
    result.group = group;
    return result;
  }

  private Node order(Node node) {
    Node result = process(node.first());
    if (result.kind != Node.Kind.PATH) {
      result = Node.path(result);
    }
    Node sort = new Node(Node.Kind.SORT, node.position);
    List<Node.Term> terms = new ArrayList<>();
    for (Node.Term term : node.terms) {
      terms.add(new Node.Term(part(sort, term.expression()), term.descending()));
    }
    sort.terms = terms;
    result.items.add(sort);
    ancestry.resolve(result);
    return result;
  }

  private Node focus(Node node) {
    Node result = process(node.first());
    Node step = result.kind == Node.Kind.PATH ? result.last() : result;
    if (step.stages != null || step.predicate != null) {
      throw new Fault(
          "S0215", node.position, "a context variable binding must come before any predicate");
    }
    if (step.kind == Node.Kind.SORT) {
      throw new Fault(
          "S0216", node.position, "a context variable binding must come before the order-by");
    }
    step.keepArray |= node.keepArray;
    step.focus = node.second().text;
    step.tuple = true;
    return result;
  }

  private Node index(Node node) {
    Node result = process(node.first());
    Node step = result;
    if (result.kind == Node.Kind.PATH) {
      step = result.last();
    } else {
      result = Node.path(result);
      if (step.predicate != null) {
        step.stages = step.predicate;
        step.predicate = null;
      }
    }
    if (step.stages == null) {
      step.index = node.second().text;
    } else {
      Node index = new Node(Node.Kind.INDEX, node.position);
      index.text = node.second().text;
      step.stages.add(index);
    }
    step.tuple = true;
    return result;
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
    result.right = tailCall(process(node.second()));
    return result;
  }

  /** Turns a call in tail position into a thunk, so that it does not nest. */
  private static Node tailCall(Node node) {
    switch (node.kind) {
      case FUNCTION -> {
        if (node.predicate != null) {
          return node;
        }
        Node thunk = new Node(Node.Kind.LAMBDA, node.position);
        thunk.thunk = true;
        thunk.right = node;
        return thunk;
      }
      case CONDITION -> {
        node.right = tailCall(node.second());
        node.third = node.third == null ? null : tailCall(node.third);
      }
      case COALESCE, ELVIS -> node.right = tailCall(node.second());
      case BLOCK -> {
        if (!node.items.isEmpty()) {
          node.items.set(node.items.size() - 1, tailCall(node.last()));
        }
      }
      default -> {}
    }
    return node;
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
