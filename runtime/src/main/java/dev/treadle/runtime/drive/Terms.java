package dev.treadle.runtime.drive;

import dev.treadle.runtime.host.Host;
import java.time.InstantSource;

/**
 * What drivers go by.
 *
 * @param maxResumptions a run taken up more often without any progress is given up
 * @param most beyond so many that are driven at once, new ones are queued
 */
public record Terms(InstantSource clock, Host host, int maxResumptions, int most) {
  /** What a process can drive without trouble. */
  public static final int USUAL_MOST = 10_000;

  public Terms(InstantSource clock, Host host, int maxResumptions) {
    this(clock, host, maxResumptions, USUAL_MOST);
  }
}
