package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;

/** Shapes paths: their steps, and the filters, groupings, orders and bindings at the steps. */
final class PathShaper {
  private final Shaper shaper;
  private final Ancestry ancestry;

  PathShaper(Shaper shaper, Ancestry ancestry) {
    this.shaper = shaper;
    this.ancestry = ancestry;
  }

  Node path(Node node) {
    Node first = shaper.process(node.first());
    Node result = first.kind == Node.Kind.PATH ? first : Node.path(first);
    if (first.kind == Node.Kind.PARENT) {
      result.seekingParent = new ArrayList<>(List.of(Node.present(first.slot)));
    }
    Node rest = shaper.process(node.second());
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

  Node filter(Node node) {
    Node result = shaper.process(node.first());
    boolean inPath = result.kind == Node.Kind.PATH;
    Node step = inPath ? result.last() : result;
    if (step.group != null) {
      throw new Fault("S0209", node.position, "a predicate cannot follow a grouping");
    }
    Node predicate = shaper.process(node.second());
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

  Node group(Node node) {
    Node result = shaper.process(node.first());
    if (result.group != null) {
      throw new Fault("S0210", node.position, "a step can have only one grouping");
    }
    Node group = new Node(Node.Kind.OBJECT, node.position);
    List<Node.Pair> pairs = new ArrayList<>();
    for (Node.Pair pair : node.pairs) {
      pairs.add(new Node.Pair(shaper.process(pair.key()), shaper.process(pair.value())));
    }
    group.pairs = pairs;
    result.group = group;
    return result;
  }

  Node order(Node node) {
    Node result = shaper.process(node.first());
    if (result.kind != Node.Kind.PATH) {
      result = Node.path(result);
    }
    Node sort = new Node(Node.Kind.SORT, node.position);
    List<Node.Term> terms = new ArrayList<>();
    for (Node.Term term : node.terms) {
      terms.add(new Node.Term(shaper.part(sort, term.expression()), term.descending()));
    }
    sort.terms = terms;
    result.items.add(sort);
    ancestry.resolve(result);
    return result;
  }

  Node focus(Node node) {
    Node result = shaper.process(node.first());
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

  Node index(Node node) {
    Node result = shaper.process(node.first());
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
}
