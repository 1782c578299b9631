package dev.treadle.server.api.openapi;

import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.server.route.OpenToAll;
import java.util.Arrays;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /problems/<code>}: where the type of a problem leads. */
@RestController
final class ProblemPagesEndpoint {
  @GetMapping("/problems/{code}")
  @OpenToAll
  ResponseEntity<String> page(@PathVariable("code") String code) {
    ProblemType type =
        Arrays.stream(ProblemType.values())
            .filter(known -> known.uri().equals("/problems/" + code))
            .findFirst()
            .orElseThrow(() -> ProblemException.notFound("problem"));
    return Page.answer().body(text(type));
  }

  private static String text(ProblemType type) {
    return """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>%1$s</title></head>
    <body>
    <h1>%1$s</h1>
    <p>Problems of the type <code>%2$s</code> come with the status %3$d. The member
    <code>detail</code> says more, <code>errors</code> where there is any names each place that is
    at fault, and <code>traceId</code> finds the request in the server's log.</p>
    <p><a href="/docs">The API</a></p>
    </body>
    </html>
    """
        .formatted(type.title(), type.uri(), type.status());
  }
}
