package dev.treadle.engine.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the syntax tree. The parser builds it, {@link Shaper} turns it into steps and marks it
 * up; from then on nobody changes it, so that one tree serves any number of threads.
 */
final class Node {
  enum Kind {
    END("(end)"),
    NAME("(name)"),
    VARIABLE("(name)"),
    STRING("(literal)"),
    NUMBER("(literal)"),
    VALUE("(literal)"),
    REGEX("(regex)"),
    OPERATOR("operator"),
    WILDCARD("*"),
    DESCENDANT("**"),
    PARENT("%"),
    BINARY("binary"),
    NEGATE("-"),
    ARRAY("["),
    OBJECT("{"),
    FUNCTION("function"),
    PARTIAL("partial"),
    LAMBDA("lambda"),
    CONDITION("condition"),
    COALESCE("??"),
    ELVIS("?:"),
    BLOCK("block"),
    TRANSFORM("transform"),
    PATH("path"),
    SORT("sort"),
    BIND("bind"),
    APPLY("apply"),
    FILTER("filter"),
    INDEX("index");

    final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /** The place that a parent operator refers to, resolved while the tree is shaped. */
  static final class Slot {
    String label;
    int level = 1;

    /** The slot of the same parent operator that evaluation looks at. */
    Slot(String label) {
      this.label = label;
    }
  }

  /** One criterion of an order-by clause. */
  record Term(Node expression, boolean descending) {}

  /** A key and a value of an object constructor or a grouping. */
  record Pair(Node key, Node value) {}

  Kind kind;
  final int position;

  /** The name, variable, text or operator. */
  String text = "";

  /** The value of a literal. */
  @Nullable Object value;

  @Nullable Regex regex;
  @Nullable Node left;
  @Nullable Node right;
  @Nullable Node third;
  List<Node> items = List.of();
  List<Pair> pairs = List.of();
  List<Term> terms = List.of();
  @Nullable Signature signature;

  /** Filters of a node that is no step of a path. */
  @Nullable List<Node> predicate;

  /** Filters and position bindings of a step. */
  @Nullable List<Node> stages;

  @Nullable Node group;
  @Nullable String focus;
  @Nullable String index;
  @Nullable Slot slot;
  @Nullable Slot ancestor;
  @Nullable List<Slot> seekingParent;
  boolean keepArray;
  boolean keepSingletonArray;
  boolean constructsArray;
  boolean tuple;
  boolean thunk;

  /** How deep the tree below this node is. */
  int height = 1;

  Node(Kind kind, int position) {
    this.kind = kind;
    this.position = position;
  }

  static Node path(Node first) {
    Node path = new Node(Kind.PATH, first.position);
    path.items = new ArrayList<>();
    path.items.add(first);
    return path;
  }

  /** Whether the value is simply that of one of the parts, with nothing done to it after. */
  boolean endsInPart() {
    return (kind == Kind.CONDITION || (kind == Kind.BLOCK && !items.isEmpty()))
        && predicate == null
        && group == null
        && !keepArray;
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isBinary(String operator) {
    return kind == Kind.BINARY && text.equals(operator);
  }

  /** The left child, which the parser has set. */
  Node first() {
    return present(left);
  }

  /** The right child, which the parser has set. */
  Node second() {
    return present(right);
  }

  Node last() {
    return items.get(items.size() - 1);
  }

  static <T> T present(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the parser left out a part");
    }
    return part;
  }
}
