package dev.treadle.server.api.openapi;

import dev.treadle.server.route.OpenToAll;
import java.io.IOException;
import java.util.Properties;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PropertiesLoaderUtils;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /docs}: the document in a viewer that comes along, and loads nothing from elsewhere. */
@RestController
final class DocsEndpoint {
  private static final String VIEWER = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private final String assets;

  DocsEndpoint() throws IOException {
    Properties viewer = PropertiesLoaderUtils.loadProperties(new ClassPathResource(VIEWER));
    this.assets = "META-INF/resources/webjars/swagger-ui/" + viewer.getProperty("version") + "/";
  }

  @GetMapping("/docs")
  @OpenToAll
  ResponseEntity<Resource> page() {
    return Page.answer().body(own("docs.html"));
  }

  @GetMapping("/docs/start.js")
  @OpenToAll
  ResponseEntity<Resource> start() {
    return asset("text/javascript", own("start.js"));
  }

  @GetMapping("/docs/swagger-ui-bundle.js")
  @OpenToAll
  ResponseEntity<Resource> viewer() {
    return asset("text/javascript", new ClassPathResource(assets + "swagger-ui-bundle.js"));
  }

  @GetMapping("/docs/swagger-ui.css")
  @OpenToAll
  ResponseEntity<Resource> style() {
    return asset("text/css", new ClassPathResource(assets + "swagger-ui.css"));
  }

  @GetMapping("/docs/icon.png")
  @OpenToAll
  ResponseEntity<Resource> icon() {
    return asset("image/png", new ClassPathResource(assets + "favicon-32x32.png"));
  }

  private static Resource own(String name) {
    return new ClassPathResource(name, DocsEndpoint.class);
  }

  private static ResponseEntity<Resource> asset(String type, Resource content) {
    return ResponseEntity.ok()
        .header("Content-Type", type)
        .header("X-Content-Type-Options", "nosniff")
        .cacheControl(CacheControl.noCache())
        .body(content);
  }
}
