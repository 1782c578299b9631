package dev.treadle.server.api.templates;

import dev.treadle.postgres.catalog.Template;
import dev.treadle.postgres.catalog.Template.Making;
import dev.treadle.server.api.workflows.DefinitionMembers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Templates as the API shows them. */
final class TemplateJson {
  private TemplateJson() {}

  static Map<String, @Nullable Object> of(Template template) {
    Template.Content content = template.content();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", template.id().toString());
    json.put("name", content.name());
    json.put("description", content.description().orElse(null));
    json.put("category", content.category());
    json.put("tags", content.tags());
    json.put("builtIn", template.isBuiltIn());
    json.putAll(DefinitionMembers.of(content.nodes(), content.edges(), content.variables()));
    json.put("createdAt", template.making().map(making -> making.at().toString()).orElse(null));
    json.put("createdBy", template.making().flatMap(Making::by).map(Object::toString).orElse(null));
    return json;
  }

  /**
   * A page.
   *
   * @param found one more than the page holds where there is another page
   */
  static Map<String, @Nullable Object> page(List<Template> found, TemplateQuery query) {
    boolean hasMore = found.size() > query.limit();
    List<Template> shown = hasMore ? found.subList(0, query.limit()) : found;
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put("limit", query.limit());
    page.put("offset", query.part().offset());
    page.put("hasMore", hasMore);
    page.put("nextCursor", hasMore ? shown.getLast().id().toString() : null);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("templates", shown.stream().map(TemplateJson::of).toList());
    json.put("page", page);
    return json;
  }
}
