package dev.treadle.engine.workflow;

/** How large a definition may be. */
public record Limits(int nodes, int edges) {
  /** What the API accepts. */
  public static final Limits API = new Limits(10_000, 20_000);

  /** For definitions from a trusted place. */
  public static final Limits NONE = new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE);
}
