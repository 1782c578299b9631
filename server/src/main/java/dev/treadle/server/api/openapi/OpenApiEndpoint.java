package dev.treadle.server.api.openapi;

import dev.treadle.server.backend.Backend;
import dev.treadle.server.route.OpenToAll;
import dev.treadle.values.Json;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** {@code /openapi.json}. Made once: routes do not change while the server runs. */
@RestController
final class OpenApiEndpoint {
  private final byte[] document;
  private final String etag;

  OpenApiEndpoint(
      Backend backend,
      @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
    this.document =
        Json.write(OpenApi.document(mapping.getHandlerMethods(), backend.catalog()))
            .getBytes(StandardCharsets.UTF_8);
    this.etag = "\"" + DigestUtils.md5DigestAsHex(document) + "\"";
  }

  @GetMapping("/openapi.json")
  @OpenToAll
  ResponseEntity<byte[]> get() {
    return ResponseEntity.ok().eTag(etag).contentType(MediaType.APPLICATION_JSON).body(document);
  }
}
