package dev.treadle.engine.run;

import java.util.List;

/** What became of a command. */
public sealed interface Decision {
  /** It happened: these events are part of the run from now on. */
  record Accepted(List<Event> events) implements Decision {}

  /** It cannot happen, and nothing changed. */
  record Rejected(Rejection code, String message) implements Decision {}

  /** Why a command was rejected. */
  enum Rejection {
    ALREADY_STARTED,
    NOT_STARTED,
    RUN_ENDED,
    UNKNOWN_TRIGGER,
    /** The attempt is not the one that runs: it was retried, cancelled or reported before. */
    STALE_ATTEMPT,
    NOT_DUE,
    NOT_HELD,
    UNKNOWN_NODE,
    /** The node does not wait for this: not yet, not any more, or never. */
    NOT_AWAITED,
    /** So many signals came that nothing waited for. */
    TOO_MANY_SIGNALS
  }
}
