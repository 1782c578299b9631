package dev.treadle.server.api.nodetypes;

import dev.treadle.server.access.Permission;
import dev.treadle.server.api.ApiSettings;
import dev.treadle.server.backend.Backend;
import dev.treadle.server.route.JsonAnswer;
import dev.treadle.server.route.Needs;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /node-types}: what the editor and importers build on. Made once: types do not change. */
@RestController
final class NodeTypesEndpoint {
  private final String body;

  NodeTypesEndpoint(Backend backend) {
    this.body = JsonAnswer.envelope("nodeTypes", NodeTypeJson.list(backend.catalog()));
  }

  @GetMapping(path = ApiSettings.BASE + "/node-types", produces = MediaType.APPLICATION_JSON_VALUE)
  @Needs(Permission.VIEW_WORKFLOWS)
  ResponseEntity<String> list() {
    return JsonAnswer.with(HttpStatus.OK).body(body);
  }
}
