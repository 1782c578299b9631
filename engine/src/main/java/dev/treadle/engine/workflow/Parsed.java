package dev.treadle.engine.workflow;

import java.util.List;

/** What came of reading a definition. */
public sealed interface Parsed {
  /** Everything that was found, errors and warnings, in the order of the definition. */
  List<Problem> problems();

  /** No errors; the problems are warnings. */
  record Valid(Workflow workflow, List<Problem> problems) implements Parsed {}

  /** At least one error. */
  record Invalid(List<Problem> problems) implements Parsed {}
}
