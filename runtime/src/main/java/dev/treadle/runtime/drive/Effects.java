package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Place;
import dev.treadle.runtime.host.Host;
import dev.treadle.runtime.perform.PerformNode.Attempt;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The attempts of one run that are in flight, each on a virtual thread of its own and under a
 * deadline. Used by the run's driver alone. An attempt reports once: what comes later, or after it
 * was dropped, is not heard.
 */
final class Effects {
  private final Host host;
  private final Map<Place, Flight> flights = new HashMap<>();

  Effects(Host host) {
    this.host = host;
  }

  private record Flight(Thread thread, Host.Timer deadline, AtomicBoolean over) {
    void drop() {
      over.set(true);
      deadline.cancel();
      thread.interrupt();
    }
  }

  /** Starts an attempt of a node that has none in flight. */
  void launch(Place place, Attempt attempt, Duration timeout, Consumer<Outcome> report) {
    AtomicBoolean over = new AtomicBoolean();
    Thread thread =
        host.virtual(
            "effect",
            () -> {
              Outcome outcome = perform(attempt);
              if (over.compareAndSet(false, true)) {
                report.accept(outcome);
              }
            });
    Host.Timer deadline =
        host.after(
            timeout,
            () -> {
              if (over.compareAndSet(false, true)) {
                thread.interrupt();
                report.accept(outOfTime(timeout));
              }
            });
    flights.put(place, new Flight(thread, deadline, over));
    thread.start();
  }

  /** The attempt of a node has reported. */
  void landed(Place place) {
    Flight flight = flights.remove(place);
    if (flight != null) {
      flight.deadline.cancel();
    }
  }

  /** Interrupts the attempt of a node, if one is in flight; it will not be heard of any more. */
  void drop(Place place) {
    Flight flight = flights.remove(place);
    if (flight != null) {
      flight.drop();
    }
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  /** Interrupts all of them; none will be heard of any more. */
  void dropAll() {
    flights.values().forEach(Flight::drop);
    flights.clear();
  }

  private static Outcome perform(Attempt attempt) {
    try {
      return attempt.execute();
    } catch (InterruptedException e) {
      return Outcome.transientFailure(ErrorCode.INTERRUPTED, "the attempt was interrupted");
    }
  }

  static Outcome outOfTime(Duration timeout) {
    return Outcome.transientFailure(ErrorCode.TIMEOUT, "the attempt took longer than " + timeout);
  }
}
