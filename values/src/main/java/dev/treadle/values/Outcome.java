package dev.treadle.values;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How one attempt of a node ended. */
public sealed interface Outcome {
  /**
   * The node did its work and takes the edges of {@code handle}.
   *
   * @param result what the node writes over its input, key by key
   * @param removed keys of the input that are gone from the node's data
   * @param replaces the node's data is its result alone
   * @param reason why this handle was taken, in words for people; empty when there is no choice
   */
  record Completed(
      String handle,
      Map<String, @Nullable Object> result,
      Set<String> removed,
      boolean replaces,
      Usage usage,
      String reason)
      implements Outcome {}

  /**
   * The attempt failed.
   *
   * @param retryable whether another attempt may succeed
   * @param retryAfter how long the other side asked us to wait, when it did
   */
  record Failed(Failure failure, boolean retryable, @Nullable Duration retryAfter, Usage usage)
      implements Outcome {}

  /** The node waits for the clock and holds nothing meanwhile; then it takes its default handle. */
  record Waiting(Instant until, String reason) implements Outcome {}

  /**
   * The node's body runs once for each item, and then the node completes.
   *
   * @param concurrency how many iterations may go on at the same time, at least 1
   * @param collects whether an iteration that failed leaves its error as its element; otherwise the
   *     first failure is the node's own
   */
  record Iterating(List<@Nullable Object> items, int concurrency, boolean collects)
      implements Outcome {
    /** Written out: of a compact constructor the compiler loses what may be null. */
    public Iterating(List<@Nullable Object> items, int concurrency, boolean collects) {
      if (concurrency < 1) {
        throw new IllegalArgumentException("no iteration could ever begin");
      }
      this.items = items;
      this.concurrency = concurrency;
      this.collects = collects;
    }
  }

  /**
   * The node waits for somebody outside and holds nothing meanwhile.
   *
   * @param until when it takes its handle {@code timeout} instead, where it does not wait for ever
   */
  record Awaiting(Awaited what, @Nullable Instant until, String reason) implements Outcome {}

  /**
   * The node calls another workflow of its organization.
   *
   * @param version the newest one where it is absent
   * @param waits whether the node waits for the end, and has its output
   */
  record Calling(
      WorkflowId workflow,
      @Nullable Integer version,
      Map<String, @Nullable Object> input,
      boolean waits)
      implements Outcome {}

  /**
   * What the node calls was found: what will run, and as which execution. It is begun when this is
   * durable, so that there is never a second one.
   */
  record Called(
      ExecutionId child,
      WorkflowId workflow,
      int version,
      Map<String, @Nullable Object> input,
      boolean waits)
      implements Outcome {}

  /** Completed without usage, on the given handle, with nothing removed. */
  static Completed completed(String handle, Map<String, @Nullable Object> result) {
    return new Completed(handle, result, Set.of(), false, Usage.NONE, "");
  }

  /** A control node's end: it chose a handle and adds nothing. */
  static Completed chose(String handle, String reason) {
    return new Completed(handle, Map.of(), Set.of(), false, Usage.NONE, reason);
  }

  /** Trying again cannot help. */
  static Failed permanent(ErrorCode code, String message) {
    return new Failed(Failure.of(code, message), false, null, Usage.NONE);
  }

  /** Trying again may help. */
  static Failed transientFailure(ErrorCode code, String message) {
    return new Failed(Failure.of(code, message), true, null, Usage.NONE);
  }
}
