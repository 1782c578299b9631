package dev.treadle.engine.run;

import dev.treadle.values.NodeId;

/** Where in a run something happens: at a node, in a body in one of its iterations. */
public record Place(NodeId node, Iteration iteration) {
  @Override
  public String toString() {
    return iteration.isNone() ? node.value() : node + "[" + iteration + "]";
  }
}
