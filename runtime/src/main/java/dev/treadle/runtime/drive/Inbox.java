package dev.treadle.runtime.drive;

import dev.treadle.engine.run.Command;
import dev.treadle.values.ExecutionId;
import dev.treadle.values.OrganizationId;
import java.util.List;

/**
 * Commands that were left for runs, by whichever process took them. A letter lies there until the
 * run's owner settles it, in the same transaction in which it appends what follows from it: after a
 * crash between the two there is neither, and the next owner reads it again.
 */
@FunctionalInterface
public interface Inbox {
  /**
   * The letters of a run that are not settled, in the order in which they came. None while the
   * database does not answer: who knocks because of them knocks again.
   */
  List<Letter> read(OrganizationId organization, ExecutionId execution);

  /**
   * A command on its way.
   *
   * @param number names it among all letters
   */
  record Letter(long number, Command.Asked command) {}
}
