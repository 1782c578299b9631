package dev.treadle.engine.expression;

/** Finds the calls in tail position. */
final class TailCalls {
  private TailCalls() {}

  /** Turns a call in tail position into a thunk, so that it does not nest. */
  static Node tailCall(Node node) {
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
}
