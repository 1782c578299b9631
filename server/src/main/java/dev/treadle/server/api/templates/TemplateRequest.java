package dev.treadle.server.api.templates;

import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.Template.Content;
import dev.treadle.server.api.workflows.DefinitionMembers;
import dev.treadle.server.api.workflows.Faults;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.templates.Credentials;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.WorkflowId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The body of a new template: a definition, or the {@code workflowId} of a workflow whose newest
 * definition is taken, with its name, description and tags where the body has none. References to
 * credentials are left out.
 */
record TemplateRequest(
    Optional<String> name,
    Optional<String> description,
    Optional<String> category,
    Optional<List<String>> tags,
    Optional<String> workflowId,
    Map<String, @Nullable Object> definition) {
  private static final String USUAL_CATEGORY = "general";

  /** What a template has and only the server sets. */
  private static final Set<String> OWNED =
      Set.of("id", "organizationId", "builtIn", "createdAt", "createdBy");

  static TemplateRequest read(RequestBody body) {
    TemplateRequest request =
        new TemplateRequest(
            body.text("name"),
            body.text("description"),
            body.text("category"),
            body.texts("tags"),
            body.text("workflowId"),
            DefinitionMembers.of(body));
    body.requireArray("nodes");
    body.requireArray("edges");
    body.ignore(OWNED);
    body.finish();
    return request;
  }

  /**
   * What is to be kept, checked as a whole.
   *
   * @param workflows finds a workflow of the caller's organization
   */
  Content content(
      Map<String, NodeSignature> types, Function<WorkflowId, Optional<StoredWorkflow>> workflows) {
    Faults faults = new Faults();
    Optional<StoredWorkflow> source = workflowId.flatMap(id -> source(id, faults, workflows));
    faults.refuse();
    Optional<StoredWorkflow.Content> taken = source.map(StoredWorkflow::content);
    Map<String, @Nullable Object> whole =
        Credentials.strip(
            taken
                .map(from -> DefinitionMembers.of(from.nodes(), from.edges(), from.variables()))
                .orElse(definition));
    Content content =
        new Content(
            name.or(() -> taken.map(StoredWorkflow.Content::name)).orElse(""),
            description.or(() -> taken.flatMap(StoredWorkflow.Content::description)),
            category.orElse(USUAL_CATEGORY),
            tags.or(() -> taken.map(StoredWorkflow.Content::tags)).orElse(List.of()),
            DefinitionMembers.nodes(whole),
            DefinitionMembers.edges(whole),
            DefinitionMembers.variables(whole));
    faults.name(content.name());
    faults.description(content.description().orElse(""));
    faults.word("/category", content.category());
    faults.tags(content.tags());
    faults.definition(whole, types);
    faults.refuse();
    return content;
  }

  private Optional<StoredWorkflow> source(
      String id, Faults faults, Function<WorkflowId, Optional<StoredWorkflow>> workflows) {
    if (!definition.isEmpty()) {
      faults.add(
          "/workflowId", "EXCLUSIVE", "There may be a workflowId or a definition, not both.");
      return Optional.empty();
    }
    Optional<StoredWorkflow> found = Optional.empty();
    try {
      found = workflows.apply(WorkflowId.of(id));
    } catch (IllegalArgumentException e) {
      // What is no id names no workflow.
    }
    if (found.isEmpty()) {
      faults.add("/workflowId", "UNKNOWN_WORKFLOW", "There is no such workflow.");
    }
    return found;
  }
}
