package dev.treadle.values;

/** What an attempt of a node consumed at a model: tokens in, tokens out, and what they cost. */
public record Usage(long inputTokens, long outputTokens, Money cost) {
  public static final Usage NONE = new Usage(0, 0, Money.ZERO);

  public Usage {
    if (inputTokens < 0 || outputTokens < 0) {
      throw new IllegalArgumentException("tokens cannot be negative");
    }
  }

  public long tokens() {
    return inputTokens + outputTokens;
  }

  public Usage plus(Usage other) {
    return new Usage(
        inputTokens + other.inputTokens, outputTokens + other.outputTokens, cost.plus(other.cost));
  }

  public boolean isNone() {
    return inputTokens == 0 && outputTokens == 0 && cost.isZero();
  }
}
