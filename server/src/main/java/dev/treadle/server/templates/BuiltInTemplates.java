package dev.treadle.server.templates;

import dev.treadle.node.JsonSyntaxException;
import dev.treadle.node.JsonText;
import dev.treadle.postgres.catalog.Template;
import dev.treadle.values.Json;
import dev.treadle.values.TemplateId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The templates that come with the program, each a resource of its own, in the gallery's order. */
public final class BuiltInTemplates {
  private static final List<String> NAMES =
      List.of(
          "lead-qualification",
          "support-triage",
          "document-summary",
          "nightly-report",
          "webhook-to-database",
          "order-fan-out",
          "error-branch-with-retry",
          "data-clean-up",
          "follow-up-reminder");

  private static final List<Template> ALL =
      NAMES.stream().map(name -> read("/templates/" + name + ".json")).toList();

  private BuiltInTemplates() {}

  public static List<Template> all() {
    return ALL;
  }

  public static Optional<Template> find(TemplateId id) {
    return ALL.stream().filter(template -> template.id().equals(id)).findFirst();
  }

  private static Template read(String resource) {
    try (InputStream in =
        Objects.requireNonNull(BuiltInTemplates.class.getResourceAsStream(resource))) {
      Map<String, @Nullable Object> json =
          Objects.requireNonNull(Json.asObject(JsonText.read(in.readAllBytes())));
      List<?> tags = Objects.requireNonNull((List<?>) json.get("tags"));
      Template.Content content =
          new Template.Content(
              text(json, "name"),
              Optional.of(text(json, "description")),
              text(json, "category"),
              tags.stream().map(String.class::cast).toList(),
              Json.write(json.get("nodes")),
              Json.write(json.get("edges")),
              Json.write(json.get("variables")));
      return new Template(TemplateId.of(text(json, "id")), content, Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonSyntaxException e) {
      throw new IllegalStateException(resource, e);
    }
  }

  private static String text(Map<String, @Nullable Object> json, String name) {
    return Objects.requireNonNull((String) json.get(name));
  }
}
