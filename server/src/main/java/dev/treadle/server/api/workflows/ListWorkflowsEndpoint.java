package dev.treadle.server.api.workflows;

import static java.util.stream.Collectors.toSet;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.ListExecutions;
import dev.treadle.postgres.catalog.ListExecutions.Summary;
import dev.treadle.postgres.catalog.ListWorkflows;
import dev.treadle.postgres.catalog.ListWorkflows.Filter;
import dev.treadle.postgres.catalog.ListWorkflows.Listed;
import dev.treadle.postgres.catalog.ListWorkflows.Order;
import dev.treadle.postgres.catalog.ListWorkflows.Part;
import dev.treadle.postgres.catalog.WorkflowSort;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.page.Page;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.TemplateId;
import dev.treadle.values.WorkflowId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /workflows} and what the organization did in all. */
@RestController
@RequestMapping(path = ApiSettings.BASE + "/workflows", produces = MediaType.APPLICATION_JSON_VALUE)
final class ListWorkflowsEndpoint {
  /** So many of its newest runs come with each workflow. */
  private static final int RUNS = 10;

  private static final Map<String, WorkflowSort> SORTS =
      Map.of(
          "created_at", WorkflowSort.CREATED_AT,
          "updated_at", WorkflowSort.UPDATED_AT,
          "name", WorkflowSort.NAME,
          "executionCount", WorkflowSort.EXECUTION_COUNT);
  private static final Map<String, Boolean> DESCENDING = Map.of("asc", false, "desc", true);

  private final Backend backend;
  private final ListWorkflows workflows;
  private final ListExecutions executions;

  ListWorkflowsEndpoint(Backend backend) {
    this.backend = backend;
    this.workflows = backend.listWorkflows();
    this.executions = backend.listExecutions();
  }

  @GetMapping
  @Needs(
      value = Permission.VIEW_WORKFLOWS,
      query = {
        "isActive",
        "tags",
        "templateId",
        "search",
        "createdFrom",
        "createdTo",
        "limit",
        "offset",
        "cursor",
        "sortBy",
        "sortOrder"
      })
  ResponseEntity<String> list(Caller caller, QueryParameters query) {
    Filter filter =
        new Filter(
            query.flag("isActive"),
            query.texts("tags"),
            query.id("templateId"),
            query.text("search"),
            query.moment("createdFrom"),
            query.moment("createdTo"));
    Order order =
        new Order(
            query.choice("sortBy", SORTS).orElse(WorkflowSort.CREATED_AT),
            query.choice("sortOrder", DESCENDING).orElse(true));
    Page page =
        Page.read(
            query, "workflows " + caller.organization() + filter + order, order.by()::accepts);
    List<Listed> rows =
        workflows.list(
            caller.organization(),
            filter,
            order,
            new Part(page.rows(), page.offset().orElse(0), page.after()));
    List<Listed> shown = page.shown(rows);
    Map<WorkflowId, List<Summary>> runs =
        executions.newest(
            caller.organization(), shown.stream().map(row -> row.workflow().id()).toList(), RUNS);
    Set<TemplateId> made =
        shown.stream().flatMap(row -> row.workflow().template().stream()).collect(toSet());
    String text =
        WorkflowListJson.write(
            shown,
            backend.gallery().find(caller.organization(), made),
            runs,
            page.json(rows, Listed::position));
    return JsonAnswer.with(HttpStatus.OK).body(text);
  }

  @GetMapping("/stats")
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> stats(Caller caller) {
    return JsonAnswer.ok(WorkflowListJson.stats(backend.totals(caller.organization())));
  }
}
