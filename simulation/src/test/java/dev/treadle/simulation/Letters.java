package dev.treadle.simulation;

import dev.treadle.engine.run.Command;
import dev.treadle.runtime.drive.Inbox.Letter;
import dev.treadle.runtime.journal.Append;
import dev.treadle.runtime.journal.Append.Settled;
import dev.treadle.values.ExecutionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The commands that were left for runs. */
final class Letters {
  private final Invariants invariants;
  private final PlantedBug bug;
  private final Map<ExecutionId, List<Letter>> open = new LinkedHashMap<>();
  private final Set<Long> settled = new LinkedHashSet<>();
  private long number;

  Letters(Invariants invariants, PlantedBug bug) {
    this.invariants = invariants;
    this.bug = bug;
  }

  void leave(ExecutionId execution, Command.Asked command) {
    number++;
    if (bug != PlantedBug.COMMAND_DROPPED) {
      open.computeIfAbsent(execution, id -> new ArrayList<>()).add(new Letter(number, command));
    }
  }

  /** What a run has for others. */
  void send(Append append) {
    for (Append.Sent letter : append.beside().sent()) {
      boolean end = letter.command() instanceof Command.ReportChild;
      if (bug != (end ? PlantedBug.CHILD_END_LOST : PlantedBug.CHILD_NOT_CANCELLED)) {
        leave(letter.execution(), letter.command());
      }
    }
  }

  /** The runs with letters that are not settled, in the order of the first ones. */
  List<ExecutionId> addressees() {
    return List.copyOf(open.keySet());
  }

  List<Letter> of(ExecutionId execution) {
    return List.copyOf(open.getOrDefault(execution, List.of()));
  }

  /**
   * A letter was decided.
   *
   * @param again whether this may have been committed before
   */
  void settle(ExecutionId execution, Settled letter, boolean again) {
    boolean first = settled.add(letter.number());
    invariants.require(first || again, "a letter is settled once", letter);
    List<Letter> left = new ArrayList<>(of(execution));
    left.removeIf(one -> one.number() == letter.number());
    if (left.isEmpty()) {
      open.remove(execution);
    } else {
      open.put(execution, left);
    }
  }
}
