package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.engine.workflow.Problem.Severity;
import dev.treadle.values.JsonPointer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects the problems of one definition. They are found in several passes and come out in the
 * order of the definition: what concerns all nodes, each node, what concerns all edges, each edge,
 * the variables; within a node or an edge in the order in which they were found.
 */
final class Findings {
  /** Larger than any index, so that the sections of a definition do not overlap. */
  private static final long SECTION = 1L << 33;

  private record Found(long place, Problem problem) {}

  private final List<Found> found = new ArrayList<>();
  private int errors;

  void error(JsonPointer at, Code code, String message) {
    errors++;
    add(at, code, Severity.ERROR, message);
  }

  void warning(JsonPointer at, Code code, String message) {
    add(at, code, Severity.WARNING, message);
  }

  /** A value of another JSON type than the field has. */
  void wrongType(JsonPointer at, String subject, String wanted, @Nullable Object json) {
    String message = subject + " must be " + wanted + ", not " + Wording.value(json);
    error(at, Code.WRONG_TYPE, message);
  }

  /** A member that is a string; {@code null} where it is absent or, which is reported, is none. */
  @Nullable String text(
      Map<String, @Nullable Object> object, String name, JsonPointer at, String owner) {
    Object json = object.get(name);
    if (json instanceof String text) {
      return text;
    }
    if (json != null) {
      wrongType(at.member(name), owner + ": " + name, "a string", json);
    }
    return null;
  }

  /** How many errors there are so far. */
  int errors() {
    return errors;
  }

  List<Problem> inOrder() {
    return found.stream()
        .sorted(Comparator.comparingLong(Found::place))
        .map(Found::problem)
        .toList();
  }

  private void add(JsonPointer at, Code code, Severity severity, String message) {
    String pointer = at.toString();
    found.add(new Found(place(pointer), new Problem(pointer, code, severity, message)));
  }

  private static long place(String pointer) {
    if (pointer.startsWith("/nodes")) {
      return SECTION + element(pointer, "/nodes/".length());
    }
    if (pointer.startsWith("/edges")) {
      return 2 * SECTION + element(pointer, "/edges/".length());
    }
    return pointer.isEmpty() ? 0 : 3 * SECTION;
  }

  private static long element(String pointer, int from) {
    if (pointer.length() <= from) {
      return 0;
    }
    int end = pointer.indexOf('/', from);
    return 1L + Integer.parseInt(pointer, from, end < 0 ? pointer.length() : end, 10);
  }
}
