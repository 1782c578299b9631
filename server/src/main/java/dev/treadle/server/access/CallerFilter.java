package dev.treadle.server.access;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemJson;
import dev.treadle.server.problem.ProblemType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out who calls before anything of the request is read. Only the named public paths go
 * without.
 */
public final class CallerFilter implements Filter {
  /** Where the caller is found afterwards. */
  public static final String CALLER = "treadle.caller";

  private static final Set<String> PUBLIC =
      Stream.concat(
              Stream.of(
                  "/health/live",
                  "/health/ready",
                  "/metrics",
                  "/openapi.json",
                  "/docs",
                  "/docs/icon.png",
                  "/docs/start.js",
                  "/docs/swagger-ui-bundle.js",
                  "/docs/swagger-ui.css",
                  "/api/v1/auth/login"),
              Arrays.stream(ProblemType.values()).map(ProblemType::uri))
          .collect(Collectors.toUnmodifiableSet());

  /** The token at the end is what proves the right to call. */
  private static final Pattern INVITATION =
      Pattern.compile("/api/v1/auth/invitations/[A-Za-z0-9_-]+");

  private final IdentifyCaller identify;

  public CallerFilter(IdentifyCaller identify) {
    this.identify = identify;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest call = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    if (isPublic(call.getRequestURI())) {
      chain.doFilter(request, response);
      return;
    }
    Optional<Caller> caller;
    try {
      caller = identify.identify(call);
    } catch (ProblemException e) {
      refuse(call, answer, e.type(), String.valueOf(e.getMessage()));
      return;
    } catch (DatabaseException e) {
      refuse(call, answer, ProblemType.UNAVAILABLE, "The database does not answer.");
      return;
    }
    if (caller.isEmpty()) {
      answer.setHeader("WWW-Authenticate", "Bearer");
      refuse(
          call,
          answer,
          ProblemType.UNAUTHORIZED,
          "Send Authorization: Bearer <API key or token>, or log in.");
    } else if (call.getRequestURI().indexOf(';') >= 0) {
      refuse(call, answer, ProblemType.NOT_FOUND, "There is no such route.");
    } else {
      call.setAttribute(CALLER, caller.get());
      chain.doFilter(request, response);
    }
  }

  private static boolean isPublic(String path) {
    return PUBLIC.contains(path) || INVITATION.matcher(path).matches();
  }

  private static void refuse(
      HttpServletRequest call, HttpServletResponse answer, ProblemType type, String detail)
      throws IOException {
    byte[] body =
        ProblemJson.write(
                type, detail, List.of(), call.getRequestURI(), UUID.randomUUID().toString())
            .getBytes(StandardCharsets.UTF_8);
    answer.setStatus(type.status());
    if (type == ProblemType.UNAVAILABLE) {
      answer.setHeader("Retry-After", "1");
    }
    answer.setContentType(ProblemJson.MEDIA_TYPE);
    answer.setContentLength(body.length);
    answer.getOutputStream().write(body);
  }
}
