package dev.treadle.values;

/** What running a node does besides computing its result. */
public enum Effect {
  /** Depends on its input alone; may be run again at will. */
  PURE,
  /** Touches the world: starts only when the intent to start it is durable. */
  EFFECTFUL,
  /** Holds nothing until the clock or somebody outside lets it go on. */
  WAITS,
  /** Runs other nodes inside itself. */
  COMPOSITE
}
