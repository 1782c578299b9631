package dev.treadle.server.api.workflows;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.engine.workflow.Problem.Severity;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.NodeSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with a body that could be read, told at once. */
public final class Faults {
  private static final int SHORTEST_NAME = 3;
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_DESCRIPTION = 1_000;
  private static final int MOST_TAGS = 50;
  private static final int LONGEST_TAG = 100;

  private final List<Fault> faults = new ArrayList<>();
  private boolean invalidWorkflow;

  public void add(String pointer, String code, String detail) {
    faults.add(new Fault(pointer, code, detail));
  }

  /** The rules for names of workflows and templates. */
  public void name(String name) {
    TextRules.check(faults, "/name", name, SHORTEST_NAME, LONGEST_NAME);
  }

  public void description(String description) {
    TextRules.check(faults, "/description", description, 0, LONGEST_DESCRIPTION);
  }

  public void tags(List<String> tags) {
    if (tags.size() > MOST_TAGS) {
      add("/tags", "LENGTH", "There may be " + MOST_TAGS + " tags.");
    }
    for (int i = 0; i < tags.size(); i++) {
      TextRules.check(faults, "/tags/" + i, tags.get(i), 1, LONGEST_TAG);
    }
  }

  /** A short text that must not be blank. */
  public void word(String pointer, String text) {
    TextRules.check(faults, pointer, text, 1, LONGEST_NAME);
  }

  /** Errors of a definition; warnings are not in the way. */
  public void definition(
      Map<String, @Nullable Object> definition, Map<String, NodeSignature> types) {
    Parsed parsed = Definition.parse(definition, types, Limits.API);
    List<Fault> invalid =
        parsed.problems().stream()
            .filter(problem -> problem.severity() == Severity.ERROR)
            .map(error -> new Fault(error.pointer(), error.code().name(), error.message()))
            .toList();
    invalidWorkflow = !invalid.isEmpty();
    faults.addAll(0, invalid);
  }

  /** Throws when there was any fault. */
  public void refuse() {
    if (faults.isEmpty()) {
      return;
    }
    String first = faults.getFirst().detail();
    throw invalidWorkflow
        ? new ProblemException(ProblemType.INVALID_WORKFLOW, "Invalid workflow: " + first, faults)
        : new ProblemException(ProblemType.VALIDATION, first, faults);
  }
}
