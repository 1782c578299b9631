package dev.treadle.server.stream;

import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.OrganizationId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The streams that are open: so many and no more, and none once the server stops. The context tells
 * that it closes before the container begins to wait for its requests.
 */
public final class EventStreams implements ApplicationListener<ContextClosedEvent> {
  private final int most;
  private final int mostOfOne;
  private final long room;
  private long held;
  private final Set<Stream> open = new HashSet<>();
  private final Map<OrganizationId, Integer> counts = new HashMap<>();
  private boolean stopped;

  /**
   * Allows so many.
   *
   * @param mostOfOne of one organization
   * @param room bytes of large frames that all of them hold at once, or one frame that is larger
   */
  public EventStreams(int most, int mostOfOne, long room) {
    this.most = most;
    this.mostOfOne = mostOfOne;
    this.room = room;
  }

  /**
   * Opens a stream.
   *
   * @throws ProblemException when there are too many, or the server stops
   */
  public synchronized Stream open(OrganizationId organization) {
    if (stopped || open.size() >= most) {
      throw new ProblemException(
          ProblemType.UNAVAILABLE, "The server takes no more streams now; try again soon.");
    }
    int count = counts.getOrDefault(organization, 0);
    if (count >= mostOfOne) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "The organization has " + count + " streams open, which is as many as it may have.");
    }
    counts.put(organization, count + 1);
    Stream stream = new Stream(organization);
    open.add(stream);
    return stream;
  }

  public synchronized int size() {
    return open.size();
  }

  /** Bytes of large frames that are held now. */
  public synchronized long held() {
    return held;
  }

  private synchronized boolean hold(Stream stream, long bytes) {
    long fitting = Math.min(bytes, room);
    if (held + fitting > room) {
      return false;
    }
    held += fitting;
    stream.holds += fitting;
    return true;
  }

  private synchronized void letGo(Stream stream) {
    held -= stream.holds;
    stream.holds = 0;
  }

  @Override
  public synchronized void onApplicationEvent(ContextClosedEvent closing) {
    stopped = true;
    open.forEach(Stream::end);
  }

  private synchronized void remove(Stream stream) {
    if (open.remove(stream)) {
      counts.computeIfPresent(
          stream.organization, (organization, count) -> count == 1 ? null : count - 1);
    }
  }

  /** One stream's place among them. */
  public final class Stream implements AutoCloseable {
    private final OrganizationId organization;
    private final Semaphore hints = new Semaphore(0);
    private volatile boolean over;
    private long holds;

    private Stream(OrganizationId organization) {
      this.organization = organization;
    }

    /** There may be something new. Returns at once; any number of hints are one. */
    public void nudge() {
      if (hints.availablePermits() == 0) {
        hints.release();
      }
    }

    /** Waits for a hint, but no longer than this; true when one came. */
    public boolean await(Duration atMost) {
      try {
        boolean hinted = hints.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
        hints.drainPermits();
        return hinted;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        over = true;
        return false;
      }
    }

    /** Takes room for a frame that is large; false when others have it, and it is to wait. */
    public boolean hold(long bytes) {
      return EventStreams.this.hold(this, bytes);
    }

    /** The frame was written. */
    public void letGo() {
      EventStreams.this.letGo(this);
    }

    /** Whether it has to end, whatever is still to come. */
    public boolean isOver() {
      return over;
    }

    private void end() {
      over = true;
      nudge();
    }

    @Override
    public void close() {
      remove(this);
    }
  }
}
