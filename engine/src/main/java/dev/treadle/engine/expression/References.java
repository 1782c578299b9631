package dev.treadle.engine.expression;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the nodes that an expression names: {@code $nodes.x}, {@code $lookup($nodes, "x")}. */
final class References {
  private final Set<String> ids = new LinkedHashSet<>();

  private References() {}

  static Set<String> of(Node tree) {
    References references = new References();
    references.visit(tree);
    return Collections.unmodifiableSet(references.ids);
  }

  private void visit(@Nullable Node node) {
    if (node == null) {
      return;
    }
    if (node.kind == Node.Kind.PATH) {
      visitPath(node.items);
    }
    if (isNodes(node)) {
      visitFilters(node.predicate);
    }
    if (node.kind == Node.Kind.FUNCTION
        && node.first().text.equals("lookup")
        && node.items.size() == 2
        && isNodes(node.items.get(0))
        && node.items.get(1).kind == Node.Kind.STRING) {
      ids.add(node.items.get(1).text);
    }
    visit(node.left);
    visit(node.right);
    visit(node.third);
    visit(node.group);
    visitAll(node.items);
    visitAll(node.predicate);
    visitAll(node.stages);
    for (Node.Pair pair : node.pairs) {
      visit(pair.key());
      visit(pair.value());
    }
    for (Node.Term term : node.terms) {
      visit(term.expression());
    }
  }

  private void visitAll(@Nullable List<Node> nodes) {
    if (nodes != null) {
      for (Node node : nodes) {
        visit(node);
      }
    }
  }

  private void visitPath(List<Node> steps) {
    for (int i = 0; i + 1 < steps.size(); i++) {
      if (isNodes(steps.get(i)) && steps.get(i + 1).kind == Node.Kind.NAME) {
        ids.add(steps.get(i + 1).text);
      }
    }
    for (Node step : steps) {
      if (isNodes(step)) {
        visitFilters(step.stages);
      }
    }
  }

  /** {@code $nodes["x"]} is no reference to JSONata, but to whoever writes it. */
  private void visitFilters(@Nullable List<Node> filters) {
    if (filters == null) {
      return;
    }
    for (Node filter : filters) {
      if (filter.left != null && filter.left.kind == Node.Kind.STRING) {
        ids.add(filter.left.text);
      }
    }
  }

  private static boolean isNodes(Node node) {
    return node.kind == Node.Kind.VARIABLE && node.text.equals("nodes");
  }
}
