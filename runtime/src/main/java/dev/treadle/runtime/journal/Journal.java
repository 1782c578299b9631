package dev.treadle.runtime.journal;

import dev.treadle.values.ExecutionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Remembers what was decided. Only the owner of a run appends to it, one append at a time. */
public interface Journal {
  /**
   * Appends events to a run, and writes its row where the append says so, all or nothing. Blocks
   * while the journal has more to write than it may hold.
   *
   * @return completes when all of it is durable; fails with {@link FencedException} when this
   *     replica does not own its runs any more, with {@link UnwritableException} when the journal
   *     cannot hold this append, however often it is tried
   */
  CompletableFuture<Void> append(Append append);

  /** The events of a run in order; empty when there is no such run. */
  List<Frame> load(ExecutionId execution);

  /** Whether an append would have to wait so long that new work should be refused. */
  boolean isOverloaded();

  /** This replica lost its lease: others may own its runs, and it may not write any more. */
  final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FencedException() {
      super("this replica does not own its runs any more", null, false, false);
    }
  }

  /** The journal refuses this append for what is in it. */
  final class UnwritableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnwritableException(String message) {
      super(message, null, false, false);
    }
  }
}
