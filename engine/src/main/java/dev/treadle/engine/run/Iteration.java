package dev.treadle.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Names an iteration by the indices, from 0, of the items that led there: of the outermost loop
 * first. Outside of all loops there are none.
 */
public record Iteration(List<Integer> indices) implements Comparable<Iteration> {
  /** Outside of all loops. */
  public static final Iteration NONE = new Iteration(List.of());

  public Iteration {
    indices = List.copyOf(indices);
  }

  /** Reads what {@link #toString} wrote. */
  public static Iteration parse(String path) {
    if (path.isEmpty()) {
      return NONE;
    }
    List<Integer> indices = new ArrayList<>();
    for (String index : path.split("\\.", -1)) {
      indices.add(Integer.valueOf(index));
    }
    return new Iteration(indices);
  }

  public boolean isNone() {
    return indices.isEmpty();
  }

  /** An iteration of a loop that is part of this one. */
  Iteration inner(int index) {
    if (isNone()) {
      return new Iteration(List.of(index));
    }
    List<Integer> inner = new ArrayList<>(indices);
    inner.add(index);
    return new Iteration(inner);
  }

  /** The iteration of which the loop is part. */
  Iteration outer() {
    return indices.size() == 1 ? NONE : new Iteration(indices.subList(0, indices.size() - 1));
  }

  /** The index of the item. */
  int index() {
    return indices.getLast();
  }

  /** By the outermost loop first. */
  @Override
  public int compareTo(Iteration other) {
    int shared = Math.min(indices.size(), other.indices.size());
    for (int i = 0; i < shared; i++) {
      int order = indices.get(i).compareTo(other.indices.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(indices.size(), other.indices.size());
  }

  /** {@code 3}, or {@code 2.0} for the first item of a loop inside another; empty for none. */
  @Override
  public String toString() {
    return indices.stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
