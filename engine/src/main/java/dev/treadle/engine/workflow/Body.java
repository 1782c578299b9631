package dev.treadle.engine.workflow;

/**
 * Nodes that run together: those outside of all loops, or those directly inside one. A body numbers
 * its own nodes from 0 in the order of the definition, so that the state of an iteration is as
 * large as the body. Immutable.
 */
public final class Body {
  private final int[] nodes;
  private final int[] ordered;
  private final int[] places;
  private final boolean hasOutputs;

  /**
   * Joins the parts.
   *
   * @param nodes in the order of the definition
   * @param ordered the same in the stable topological order
   * @param places of every node of the workflow, its place in its own body; shared by all bodies
   */
  Body(int[] nodes, int[] ordered, int[] places, boolean hasOutputs) {
    this.nodes = nodes;
    this.ordered = ordered;
    this.places = places;
    this.hasOutputs = hasOutputs;
  }

  public int size() {
    return nodes.length;
  }

  /** The node at a place. */
  public int node(int place) {
    return nodes[place];
  }

  /** The place of a node of this body. */
  public int place(int node) {
    return places[node];
  }

  /** A node of this body by the stable topological order, counted from 0. */
  public int ordered(int rank) {
    return ordered[rank];
  }

  /** Whether its output comes from nodes of type {@code output} when one of them completes. */
  public boolean hasOutputs() {
    return hasOutputs;
  }
}
