package dev.treadle.server.backend;

/**
 * How far a process that was told to stop has gone. First it says that it is not ready, and serves
 * whoever has not heard; then it lets nobody wait any longer, and serves nobody new.
 */
public final class Departure {
  private volatile boolean begun;
  private volatile boolean last;

  void begin() {
    begun = true;
  }

  /** Whether callers should go elsewhere. */
  public boolean hasBegun() {
    return begun;
  }

  void lastCall() {
    begun = true;
    last = true;
  }

  /** Whether nobody may wait any longer. */
  public boolean isLastCall() {
    return last;
  }
}
