package dev.treadle.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong, and how often at most. Every seed has its own mix: where everything fails all
 * the time, what needs one fault alone is never reached.
 */
final class Faults {
  /** One in so many doors at least is a fault, while there are faults left. */
  private static final int RARITY = 25;

  /** One in so many of those doors that few come by. */
  private static final int SELDOM = 3;

  private static final Duration LONGEST_OUTAGE = Duration.ofSeconds(20);

  private final VirtualClock clock;
  private final boolean calm;
  private final boolean slow;

  /** Where faults come soon, there are none left for what is done late. */
  private final int rarity;

  private int losses;
  private int pauses;
  private int stops;
  private int outages;
  private int lostAnswers;
  private @Nullable Instant awayUntil;

  /**
   * A mix.
   *
   * @param calm whether it is of nothing
   */
  Faults(VirtualClock clock, boolean calm) {
    this.clock = clock;
    Random random = clock.random();
    this.calm = calm;
    this.slow = !calm && random.nextInt(4) == 0;
    this.rarity = RARITY << random.nextInt(4);
    if (!calm) {
      this.losses = random.nextBoolean() ? random.nextInt(4) : 0;
      this.pauses = random.nextBoolean() ? random.nextInt(3) : 0;
      this.stops = random.nextInt(3) == 0 ? random.nextInt(3) : 0;
      this.outages = random.nextInt(3) == 0 ? random.nextInt(3) : 0;
      this.lostAnswers = random.nextBoolean() ? random.nextInt(6) : 0;
    }
  }

  /** Whether nothing fails. */
  boolean isCalm() {
    return calm;
  }

  /** Whether processes may be paused, so that deadlines pass while they do nothing. */
  boolean mayPause() {
    return pauses > 0;
  }

  /** Nothing goes wrong any more. */
  void end() {
    losses = 0;
    pauses = 0;
    stops = 0;
    outages = 0;
    lostAnswers = 0;
    awayUntil = null;
  }

  boolean mayStop() {
    return stops > 0 && stops-- > 0;
  }

  /**
   * A thread of a machine passes a door: whatever else is ready may come first, and the machine may
   * be lost or paused here.
   */
  void pass(Machine machine, String door) {
    pass(machine, door, rarity);
  }

  /** A door that few come by, so that it needs more faults than others. */
  void passSeldom(Machine machine, String door) {
    pass(machine, door, SELDOM);
  }

  private void pass(Machine machine, String door, int rarity) {
    clock.tell(machine.name(), door);
    Random random = clock.random();
    if (losses > 0 && random.nextInt(rarity) == 0) {
      losses--;
      clock.tell(machine.name(), "is lost at: " + door);
      machine.lose();
    } else if (pauses > 0 && random.nextInt(rarity) == 0) {
      pauses--;
      Duration length = clock.upTo(Replica.LEASE.multipliedBy(3));
      clock.tell(machine.name(), "pauses at: " + door);
      machine.pause(length);
    } else {
      machine.stepAside();
    }
  }

  /** A call to the database takes its time, and fails when the database is away. */
  void call(Machine machine, String what) {
    pass(machine, what);
    machine.waitFor(clock.upTo(slow ? Duration.ofMillis(1500) : Duration.ofMillis(4)));
    if (isAway()) {
      throw new DatabaseAway(what);
    }
  }

  /** Whether the answer to a call that was done does not arrive. */
  boolean losesAnswer() {
    if (lostAnswers > 0 && clock.random().nextInt(rarity) == 0) {
      lostAnswers--;
      clock.tell("database", "the answer is lost");
      return true;
    }
    return false;
  }

  private boolean isAway() {
    if (outages > 0 && clock.random().nextInt(rarity * 4) == 0) {
      outages--;
      awayUntil = clock.now().plus(clock.upTo(LONGEST_OUTAGE));
      clock.tell("database", "is away");
    }
    return awayUntil != null && clock.now().isBefore(awayUntil);
  }

  /** The database does not answer. */
  static final class DatabaseAway extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DatabaseAway(String what) {
      super("the database does not answer: " + what, null, false, false);
    }
  }
}
