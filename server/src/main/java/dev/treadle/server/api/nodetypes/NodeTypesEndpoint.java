package dev.treadle.server.api.nodetypes;

import dev.treadle.postgres.access.Caller;
import dev.treadle.server.access.ApiKeyFilter;
import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.json.QueryParameters;
import dev.treadle.values.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** {@code /node-types}: what the editor and importers build on. Made once: types do not change. */
@RestController
final class NodeTypesEndpoint {
  private final String body;

  NodeTypesEndpoint(Backend backend) {
    this.body = Json.write(Map.of("nodeTypes", NodeTypeJson.list(backend.catalog())));
  }

  @GetMapping(path = ApiSettings.BASE + "/node-types", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<String> list(
      HttpServletRequest request, @RequestAttribute(ApiKeyFilter.CALLER) Caller caller) {
    Permission.VIEW_WORKFLOWS.require(caller);
    QueryParameters.allow(request, Set.of());
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(body);
  }
}
