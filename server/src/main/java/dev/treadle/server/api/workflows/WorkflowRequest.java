package dev.treadle.server.api.workflows;

import dev.treadle.engine.workflow.Definition;
import dev.treadle.engine.workflow.Limits;
import dev.treadle.engine.workflow.Parsed;
import dev.treadle.engine.workflow.Problem;
import dev.treadle.engine.workflow.Problem.Severity;
import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemException.Fault;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a create: read, and checked as a whole. */
record WorkflowRequest(Content content, boolean isActive) {
  static final int SHORTEST_NAME = 3;
  static final int LONGEST_NAME = 100;
  static final int LONGEST_DESCRIPTION = 1_000;
  private static final int MOST_TAGS = 50;
  private static final int LONGEST_TAG = 100;

  /** What a workflow has and only the server sets. */
  private static final Set<String> OWNED =
      Set.of(
          "id",
          "organizationId",
          "executionCount",
          "lastExecuted",
          "createdAt",
          "updatedAt",
          "createdBy",
          "revision",
          "latestVersion",
          "creator",
          "template",
          "executions");

  static WorkflowRequest read(RequestBody body, Map<String, NodeSignature> types) {
    Optional<String> name = body.text("name");
    Optional<String> description = body.text("description");
    Optional<List<String>> tags = body.texts("tags");
    Optional<String> label = body.text("version");
    Optional<Boolean> active = body.flag("isActive");
    Optional<String> template = body.text("templateId");
    Map<String, @Nullable Object> definition = definition(body);
    body.requireArray("nodes");
    body.requireArray("edges");
    body.ignore(OWNED);
    body.finish();

    List<Fault> faults = new ArrayList<>();
    TextRules.check(faults, "/name", name.orElse(""), SHORTEST_NAME, LONGEST_NAME);
    TextRules.check(faults, "/description", description.orElse(""), 0, LONGEST_DESCRIPTION);
    checkTags(faults, tags.orElse(List.of()));
    TextRules.check(faults, "/version", label.orElse("1.0.0"), 1, LONGEST_NAME);
    template.ifPresent(
        id ->
            faults.add(new Fault("/templateId", "UNKNOWN_TEMPLATE", "There is no template " + id)));
    List<Fault> invalid = check(definition, types);
    if (!invalid.isEmpty()) {
      faults.addAll(invalid);
      throw new ProblemException(
          ProblemType.INVALID_WORKFLOW, "Invalid workflow: " + invalid.getFirst().detail(), faults);
    }
    if (!faults.isEmpty()) {
      throw new ProblemException(ProblemType.VALIDATION, faults.getFirst().detail(), faults);
    }
    Content content =
        new Content(
            name.orElseThrow(),
            description,
            text(definition, "nodes", List.of()),
            Json.write(EdgeIds.complete(definition.getOrDefault("edges", List.of()))),
            text(definition, "variables", Map.of()),
            label.orElse("1.0.0"),
            tags.orElse(List.of()));
    return new WorkflowRequest(content, active.orElse(true));
  }

  /** The three members that make up a definition, as they are. */
  static Map<String, @Nullable Object> definition(RequestBody body) {
    Map<String, @Nullable Object> definition = new LinkedHashMap<>();
    for (String member : List.of("nodes", "edges", "variables")) {
      Object value = body.any(member);
      if (value != null) {
        definition.put(member, value);
      }
    }
    return definition;
  }

  /** Errors of a definition; warnings are not in the way. */
  private static List<Fault> check(
      Map<String, @Nullable Object> definition, Map<String, NodeSignature> types) {
    Parsed parsed = Definition.parse(definition, types, Limits.API);
    return parsed.problems().stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .map(WorkflowRequest::fault)
        .toList();
  }

  private static Fault fault(Problem problem) {
    return new Fault(problem.pointer(), problem.code().name(), problem.message());
  }

  private static void checkTags(List<Fault> faults, List<String> tags) {
    if (tags.size() > MOST_TAGS) {
      faults.add(new Fault("/tags", "LENGTH", "There may be " + MOST_TAGS + " tags."));
    }
    for (int i = 0; i < tags.size(); i++) {
      TextRules.check(faults, "/tags/" + i, tags.get(i), 1, LONGEST_TAG);
    }
  }

  private static String text(
      Map<String, @Nullable Object> definition, String member, Object initial) {
    return Json.write(definition.getOrDefault(member, initial));
  }
}
