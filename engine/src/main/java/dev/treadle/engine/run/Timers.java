package dev.treadle.engine.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The timers of a run that are set, the earliest first, so that none but those due is looked at.
 */
final class Timers {
  private final TreeSet<Pending.Timer> set =
      new TreeSet<>(
          Comparator.comparing(Pending.Timer::due)
              .thenComparingInt(Pending.Timer::node)
              .thenComparing(Pending.Timer::iteration));

  void set(NodeState state, Instant due) {
    set.add(timer(state, due));
  }

  void unset(NodeState state, Instant due) {
    set.remove(timer(state, due));
  }

  private static Pending.Timer timer(NodeState state, Instant due) {
    return new Pending.Timer(state.node.index(), state.walk.iteration, due);
  }

  void clear() {
    set.clear();
  }

  Optional<Instant> earliest() {
    return set.isEmpty() ? Optional.empty() : Optional.of(set.first().due());
  }

  List<Pending.Timer> due(Instant now) {
    List<Pending.Timer> due = new ArrayList<>();
    for (Pending.Timer timer : set) {
      if (timer.due().isAfter(now)) {
        break;
      }
      due.add(timer);
    }
    return due;
  }
}
