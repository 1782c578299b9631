package dev.treadle.server.api.workflows;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.catalog.ListExecutions.Summary;
import dev.treadle.postgres.catalog.ListWorkflows.Creator;
import dev.treadle.postgres.catalog.ListWorkflows.Listed;
import dev.treadle.postgres.catalog.OrganizationTotals;
import dev.treadle.postgres.catalog.Template;
import dev.treadle.server.api.executions.ExecutionJson;
import dev.treadle.values.TemplateId;
import dev.treadle.values.WorkflowId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Workflows in a list, with those who made them and their newest runs. */
final class WorkflowListJson {

  private WorkflowListJson() {}

  /** The text of {@code {workflows: […], page: {…}}}. */
  static String write(
      List<Listed> rows,
      Map<TemplateId, Template> templates,
      Map<WorkflowId, List<Summary>> runs,
      Map<String, @Nullable Object> page) {
    StringBuilder out = new StringBuilder(4096).append("{\"workflows\":[");
    String comma = "";
    for (Listed row : rows) {
      out.append(comma).append('{');
      WorkflowJson.members(out, row.workflow());
      WorkflowJson.member(
          out, "creator", row.creator().map(WorkflowListJson::creator).orElse(null));
      WorkflowJson.member(
          out, "template", template(row.workflow().template().map(templates::get).orElse(null)));
      WorkflowJson.member(
          out,
          "executions",
          runs.getOrDefault(row.workflow().id(), List.of()).stream()
              .map(ExecutionJson::listed)
              .toList());
      out.append('}');
      comma = ",";
    }
    out.append(']');
    WorkflowJson.member(out, "page", page);
    return out.append('}').toString();
  }

  private static @Nullable Map<String, @Nullable Object> template(@Nullable Template template) {
    if (template == null) {
      return null;
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", template.id().toString());
    json.put("name", template.content().name());
    json.put("category", template.content().category());
    return json;
  }

  private static Map<String, @Nullable Object> creator(Creator creator) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", creator.id().toString());
    json.put("name", creator.name());
    json.put("email", creator.email());
    json.put("avatarUrl", creator.avatarUrl().orElse(null));
    return json;
  }

  /** What an organization has and did; every status has a number. */
  static Map<String, @Nullable Object> stats(OrganizationTotals totals) {
    Map<String, @Nullable Object> statuses = new LinkedHashMap<>();
    for (RunStatus status : RunStatus.values()) {
      statuses.put(status.name(), totals.executions().getOrDefault(status, 0L));
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("totalWorkflows", totals.workflows());
    json.put("activeWorkflows", totals.active());
    json.put("totalExecutions", totals.allExecutions());
    json.put("executionsByStatus", statuses);
    json.put("tokensUsed", totals.tokens());
    json.put("cost", totals.cost().toString());
    return json;
  }
}
