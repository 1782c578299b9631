package dev.treadle.node;

/** A text that must not be printed: it shows itself as dots wherever it is not asked by name. */
public record Secret(String reveal) {
  @Override
  public String toString() {
    return "••••";
  }
}
