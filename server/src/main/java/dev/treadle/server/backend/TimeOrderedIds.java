package dev.treadle.server.backend;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Version 7 UUIDs (RFC 9562, section 5.7): 48 bits of milliseconds, 12 bits that count within one
 * (method 3 of section 6.2), the rest random. Ids of one process increase.
 */
public final class TimeOrderedIds {
  private static final int COUNTER_BITS = 12;

  private final LongSupplier millis;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong last = new AtomicLong();

  /**
   * Begins.
   *
   * @param millis the time in milliseconds since 1970; may step back
   */
  public TimeOrderedIds(LongSupplier millis) {
    this.millis = millis;
  }

  public UUID next() {
    long earliest = millis.getAsLong() << COUNTER_BITS;
    long stamp = last.updateAndGet(before -> Math.max(before + 1, earliest));
    long high = ((stamp >>> COUNTER_BITS) << 16) | 0x7000 | (stamp & 0xfff);
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }
}
