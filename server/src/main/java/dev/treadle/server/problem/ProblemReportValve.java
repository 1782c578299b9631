package dev.treadle.server.problem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers with a problem what the container refuses before any of our code sees it, where it would
 * send a page of HTML. What it cannot make sense of is the caller's fault, whatever status the
 * container chose.
 */
public final class ProblemReportValve extends ErrorReportValve {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemReportValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable failure) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    ProblemType type = type(status);
    String trace = UUID.randomUUID().toString();
    if (type == ProblemType.INTERNAL) {
      LOG.error("request failed in the container trace={}", trace, failure);
    }
    byte[] body =
        ProblemJson.write(type, type.title() + ".", List.of(), instance(request), trace)
            .getBytes(StandardCharsets.UTF_8);
    try {
      response.setStatus(type.status());
      if (type == ProblemType.UNAVAILABLE) {
        response.setHeader("Retry-After", "1");
      }
      response.setContentType(ProblemJson.MEDIA_TYPE);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      LOG.debug("the caller has gone trace={}", trace, e);
    }
  }

  /** Methods, versions and codings that the container does not know are not its failures. */
  private static ProblemType type(int status) {
    return switch (status) {
      case 404 -> ProblemType.NOT_FOUND;
      case 405 -> ProblemType.METHOD_NOT_ALLOWED;
      case 408 -> ProblemType.REQUEST_TIMEOUT;
      case 413 -> ProblemType.PAYLOAD_TOO_LARGE;
      case 500 -> ProblemType.INTERNAL;
      case 503 -> ProblemType.UNAVAILABLE;
      default -> ProblemType.BAD_REQUEST;
    };
  }

  private static String instance(Request request) {
    String path = request.getRequestURI();
    return path == null ? "" : path;
  }
}
