package dev.treadle.server.api.audit;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Audit;
import dev.treadle.postgres.audit.RecordedEntry;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import dev.treadle.values.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /audit}. */
@RestController
@RequestMapping(path = ApiSettings.BASE + "/audit")
final class AuditEndpoint {
  private static final String LINES = "application/jsonl";
  private static final int PORTION = 500;

  private final Audit audit;

  AuditEndpoint(Backend backend) {
    this.audit = backend.audit();
  }

  /** A page of entries, the newest first. */
  @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(
      value = Permission.VIEW_AUDIT,
      query = {"limit", "cursor", "action", "objectId", "userId", "from", "to"})
  ResponseEntity<String> list(Caller caller, QueryParameters parameters) {
    AuditQuery query = AuditQuery.read(parameters);
    List<RecordedEntry> found =
        audit.newest(caller.organization(), query.filter(), query.before(), query.limit() + 1);
    boolean more = found.size() > query.limit();
    List<RecordedEntry> entries = more ? found.subList(0, query.limit()) : found;
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put("limit", query.limit());
    page.put("hasMore", more);
    page.put("nextCursor", more ? String.valueOf(entries.getLast().seq()) : null);
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("entries", entries.stream().map(RecordedEntry::toJson).toList());
    answer.put("page", page);
    return JsonAnswer.ok(answer);
  }

  /** The whole chain, an entry a line, the oldest first: what {@code audit verify} reads. */
  @GetMapping(params = "format=jsonl", produces = LINES)
  @Needs(value = Permission.VIEW_AUDIT, query = "format")
  void export(Caller caller, HttpServletResponse response) throws IOException {
    List<RecordedEntry> entries = audit.following(caller.organization(), 0, PORTION);
    response.setContentType(LINES);
    OutputStream body = response.getOutputStream();
    while (!entries.isEmpty()) {
      for (RecordedEntry entry : entries) {
        body.write((Json.write(entry.toJson()) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      entries = audit.following(caller.organization(), entries.getLast().seq(), PORTION);
    }
    body.flush();
  }
}
