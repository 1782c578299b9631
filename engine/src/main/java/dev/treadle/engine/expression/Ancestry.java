package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;

/** Finds the step whose context each parent operator {@code %} stands for. */
final class Ancestry {
  private int labels;

  Node parent(Node node) {
    Node result = new Node(Node.Kind.PARENT, node.position);
    result.slot = new Node.Slot("!" + labels++);
    return result;
  }

  /** What a part still looks for, its whole looks for. */
  static void push(Node whole, Node part) {
    if (part.seekingParent == null && part.kind != Node.Kind.PARENT) {
      return;
    }
    List<Node.Slot> slots = sought(part);
    if (whole.seekingParent == null) {
      whole.seekingParent = slots;
    } else {
      whole.seekingParent.addAll(slots);
    }
  }

  private static List<Node.Slot> sought(Node node) {
    List<Node.Slot> slots = new ArrayList<>();
    if (node.seekingParent != null) {
      slots.addAll(node.seekingParent);
    }
    if (node.kind == Node.Kind.PARENT) {
      slots.add(Node.present(node.slot));
    }
    return slots;
  }

  void resolve(Node path) {
    for (Node.Slot slot : sought(path.last())) {
      int index = path.items.size() - 2;
      while (slot.level > 0) {
        if (index < 0) {
          if (path.seekingParent == null) {
            path.seekingParent = new ArrayList<>();
          }
          path.seekingParent.add(slot);
          break;
        }
        Node step = path.items.get(index--);
        while (index >= 0 && step.focus != null && path.items.get(index).focus != null) {
          step = path.items.get(index--);
        }
        seek(step, slot);
      }
    }
  }

  void filter(Node step, Node predicate) {
    if (predicate.seekingParent == null) {
      return;
    }
    for (Node.Slot slot : predicate.seekingParent) {
      if (slot.level == 1) {
        seek(step, slot);
      } else {
        slot.level--;
      }
    }
    push(step, predicate);
  }

  private void seek(Node node, Node.Slot slot) {
    switch (node.kind) {
      case NAME, WILDCARD -> {
        slot.level--;
        if (slot.level == 0) {
          if (node.ancestor != null) {
            slot.label = node.ancestor.label;
          }
          node.ancestor = slot;
          node.tuple = true;
        }
      }
      case PARENT -> slot.level++;
      case BLOCK -> {
        if (!node.items.isEmpty()) {
          node.tuple = true;
          seek(node.last(), slot);
        }
      }
      case PATH -> {
        node.tuple = true;
        int index = node.items.size() - 1;
        seek(node.items.get(index--), slot);
        while (slot.level > 0 && index >= 0) {
          seek(node.items.get(index--), slot);
        }
      }
      default -> throw noParent(node);
    }
  }

  static Fault noParent(Node node) {
    return new Fault(
        "S0217",
        node.position,
        "the object that % stands for cannot be derived from this expression");
  }
}
