package dev.treadle.server.api.workflows;

import dev.treadle.engine.workflow.Problem;
import dev.treadle.postgres.catalog.StoredWorkflow;
import dev.treadle.postgres.catalog.WorkflowEdits.Version;
import dev.treadle.values.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Workflows and problems of definitions as the API shows them. */
final class WorkflowJson {
  private WorkflowJson() {}

  /**
   * The text of {@code {workflow: {…}}}; the parts of the definition are put in as they are kept.
   */
  static String envelope(StoredWorkflow workflow) {
    StringBuilder out = new StringBuilder(1024).append("{\"workflow\":{");
    members(out, workflow);
    return out.append("}}").toString();
  }

  /** The members of a workflow in the API, one after the other. */
  static void members(StringBuilder out, StoredWorkflow workflow) {
    StoredWorkflow.Content content = workflow.content();
    member(out, "id", workflow.id().toString());
    member(out, "name", content.name());
    member(out, "description", content.description().orElse(null));
    raw(out, "nodes", content.nodes());
    raw(out, "edges", content.edges());
    raw(out, "variables", content.variables());
    member(out, "isActive", workflow.isActive());
    member(out, "version", content.label());
    member(out, "latestVersion", workflow.latestVersion());
    member(out, "tags", content.tags());
    member(out, "templateId", workflow.template().map(Object::toString).orElse(null));
    member(out, "executionCount", workflow.statistics().executionCount());
    member(
        out,
        "lastExecuted",
        workflow.statistics().lastExecuted().map(Instant::toString).orElse(null));
    member(out, "createdAt", workflow.createdAt().toString());
    member(out, "updatedAt", workflow.updatedAt().toString());
    member(out, "createdBy", workflow.createdBy().map(Object::toString).orElse(null));
    member(out, "revision", workflow.revision());
  }

  /** Names a revision of a workflow. */
  static String etag(StoredWorkflow workflow) {
    return "\"" + workflow.revision() + "\"";
  }

  /** A version without its definition. */
  static Map<String, @Nullable Object> version(Version version) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("version", version.version());
    json.put("createdAt", version.createdAt().toString());
    json.put("createdBy", version.createdBy().map(Object::toString).orElse(null));
    return json;
  }

  /** {@code {valid, problems}}. */
  static Map<String, @Nullable Object> validation(boolean valid, List<Problem> problems) {
    List<@Nullable Object> list = new ArrayList<>();
    for (Problem problem : problems) {
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("pointer", problem.pointer());
      entry.put("code", problem.code().name());
      entry.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
      entry.put("message", problem.message());
      list.add(entry);
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("valid", valid);
    json.put("problems", list);
    return json;
  }

  /** Adds a member to the object that is being written. */
  static void member(StringBuilder out, String name, @Nullable Object value) {
    key(out, name);
    Json.write(value, out);
  }

  private static void raw(StringBuilder out, String name, String json) {
    key(out, name);
    out.append(json);
  }

  private static void key(StringBuilder out, String name) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    out.append('"').append(name).append("\":");
  }
}
