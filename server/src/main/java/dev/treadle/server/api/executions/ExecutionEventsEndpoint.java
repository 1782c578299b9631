package dev.treadle.server.api.executions;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.catalog.Executions.Portion;
import dev.treadle.postgres.catalog.Executions.Progress;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.route.Needs;
import dev.treadle.server.stream.EventStreams;
import dev.treadle.server.stream.ServerSentEvents;
import dev.treadle.values.ExecutionId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /executions/{id}/events}: the log of a run while it is written. */
@RestController
final class ExecutionEventsEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutionEventsEndpoint.class);

  private final Backend backend;
  private final EventStreams streams;

  ExecutionEventsEndpoint(Backend backend, EventStreams streams) {
    this.backend = backend;
    this.streams = streams;
  }

  /** Answers on the request's own virtual thread, which an idle stream parks. */
  @GetMapping(
      path = ApiSettings.BASE + "/executions/{id}/events",
      produces = ServerSentEvents.MEDIA_TYPE)
  @Needs(Permission.VIEW_WORKFLOWS)
  void events(
      HttpServletRequest request, HttpServletResponse response, Caller caller, ExecutionId id) {
    long seen = ServerSentEvents.lastSeen(request);
    Progress run =
        backend
            .executions()
            .after(caller.organization(), id, 0, Portion.NOTHING)
            .orElseThrow(() -> ProblemException.notFound("execution"));
    RunLog log =
        new RunLog(
            backend
                .versions()
                .get(caller.organization(), run.workflow(), run.version())
                .workflow());
    try (EventStreams.Stream stream = streams.open(caller.organization())) {
      ServerSentEvents reader = ServerSentEvents.begin(response);
      if (request.getMethod().equals("GET")) {
        new FollowExecution(backend, caller, id, log, seen).follow(stream, reader);
      }
    } catch (IOException gone) {
      LOG.debug("the reader of a stream has gone execution={}", id, gone);
    }
  }
}
