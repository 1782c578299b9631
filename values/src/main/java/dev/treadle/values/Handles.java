package dev.treadle.values;

import java.util.List;

/**
 * The ends of a node from which edges may leave.
 *
 * @param names all of them, without {@code error}, which every type has by {@code onError: branch}
 * @param initial the one to which an edge without {@code sourceHandle} belongs
 */
public record Handles(List<String> names, String initial) {
  /** The handle of a node that failed and goes on by {@code onError: branch}. */
  public static final String ERROR = "error";

  /** The only handle of types that do not choose. */
  public static final Handles OUT = new Handles(List.of("out"), "out");

  public Handles {
    names = List.copyOf(names);
    if (!names.contains(initial)) {
      throw new IllegalArgumentException(initial + " is none of " + names);
    }
  }
}
