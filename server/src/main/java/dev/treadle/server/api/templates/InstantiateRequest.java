package dev.treadle.server.api.templates;

import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.Template;
import dev.treadle.server.api.workflows.DefinitionMembers;
import dev.treadle.server.api.workflows.Faults;
import dev.treadle.server.json.RequestBody;
import dev.treadle.server.templates.Credentials;
import dev.treadle.values.NodeSignature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a workflow that is made from a template has of its own. */
record InstantiateRequest(
    Optional<String> name,
    Optional<String> description,
    Optional<List<String>> tags,
    boolean isActive) {
  private static final String FIRST_VERSION = "1.0.0";

  static InstantiateRequest read(RequestBody body) {
    InstantiateRequest request =
        new InstantiateRequest(
            body.text("name"),
            body.text("description"),
            body.texts("tags"),
            body.flag("isActive").orElse(true));
    body.finish();
    return request;
  }

  /** The workflow: the template may have been made when other definitions were valid. */
  StoredWorkflow.Content content(Template template, Map<String, NodeSignature> types) {
    Template.Content from = template.content();
    Map<String, @Nullable Object> definition =
        Credentials.strip(DefinitionMembers.of(from.nodes(), from.edges(), from.variables()));
    StoredWorkflow.Content content =
        new StoredWorkflow.Content(
            name.orElse(from.name()),
            description.or(from::description),
            DefinitionMembers.nodes(definition),
            DefinitionMembers.edges(definition),
            DefinitionMembers.variables(definition),
            FIRST_VERSION,
            tags.orElse(from.tags()));
    Faults faults = new Faults();
    faults.name(content.name());
    faults.description(content.description().orElse(""));
    faults.tags(content.tags());
    faults.definition(definition, types);
    faults.refuse();
    return content;
  }
}
