package dev.treadle.server.api.executions;

import dev.treadle.engine.run.RunStatus;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.ListExecutions;
import dev.treadle.postgres.catalog.ListExecutions.Filter;
import dev.treadle.postgres.catalog.ListExecutions.Summary;
import dev.treadle.postgres.catalog.Position;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.page.Page;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /executions}: runs, the newest first. */
@RestController
final class ListExecutionsEndpoint {
  private static final Map<String, RunStatus> STATUSES =
      Arrays.stream(RunStatus.values())
          .collect(
              Collectors.toMap(
                  RunStatus::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));

  private final Backend backend;
  private final ListExecutions executions;

  ListExecutionsEndpoint(Backend backend) {
    this.backend = backend;
    this.executions = backend.listExecutions();
  }

  @GetMapping(path = ApiSettings.BASE + "/executions", produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(
      value = Permission.VIEW_WORKFLOWS,
      query = {"workflowId", "status", "startedFrom", "startedTo", "limit", "cursor"})
  ResponseEntity<String> list(Caller caller, QueryParameters query) {
    Filter filter =
        new Filter(
            query.id("workflowId"),
            query.choices("status", STATUSES),
            query.moment("startedFrom"),
            query.moment("startedTo"));
    Page page =
        Page.readByCursor(
            query, "executions " + caller.organization() + filter, Position::isMoment);
    List<Summary> rows = executions.list(caller.organization(), filter, page.after(), page.rows());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    List<Summary> shown = page.shown(rows);
    Optional<String> queued =
        shown.stream().anyMatch(Summary::isQueued)
            ? Optional.of(new Queue(backend, caller.organization()).reason())
            : Optional.empty();
    json.put("executions", shown.stream().map(run -> ExecutionJson.listed(run, queued)).toList());
    json.put("page", page.json(rows, Summary::position));
    return JsonAnswer.ok(json);
  }
}
