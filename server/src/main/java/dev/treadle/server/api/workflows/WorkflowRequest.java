package dev.treadle.server.api.workflows;

import dev.treadle.postgres.catalog.StoredWorkflow.Content;
import dev.treadle.server.json.RequestBody;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.TemplateId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a create: read, and checked as a whole. */
record WorkflowRequest(Content content, Optional<TemplateId> template, boolean isActive) {
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
    Map<String, @Nullable Object> definition = DefinitionMembers.of(body);
    body.requireArray("nodes");
    body.requireArray("edges");
    body.ignore(OWNED);
    body.finish();

    Faults faults = new Faults();
    faults.name(name.orElse(""));
    faults.description(description.orElse(""));
    faults.tags(tags.orElse(List.of()));
    faults.word("/version", label.orElse("1.0.0"));
    Optional<TemplateId> templateId = template.flatMap(text -> templateId(text, faults));
    faults.definition(definition, types);
    faults.refuse();
    Content content =
        new Content(
            name.orElseThrow(),
            description,
            DefinitionMembers.nodes(definition),
            DefinitionMembers.edges(definition),
            DefinitionMembers.variables(definition),
            label.orElse("1.0.0"),
            tags.orElse(List.of()));
    return new WorkflowRequest(content, templateId, active.orElse(true));
  }

  private static Optional<TemplateId> templateId(String text, Faults faults) {
    try {
      return Optional.of(TemplateId.of(text));
    } catch (IllegalArgumentException e) {
      faults.add("/templateId", "UNKNOWN_TEMPLATE", "There is no such template.");
      return Optional.empty();
    }
  }
}
