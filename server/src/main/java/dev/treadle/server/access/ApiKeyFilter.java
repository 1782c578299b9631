package dev.treadle.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.treadle.postgres.access.ApiKeys;
import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Actor.Via;
import dev.treadle.postgres.database.DatabaseException;
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
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds out who calls before anything of the request is read. Only the named public paths go
 * without.
 */
public final class ApiKeyFilter implements Filter {
  /** Where the caller is found afterwards. */
  public static final String CALLER = "treadle.caller";

  private static final String SCHEME = "Bearer ";

  /** A key that was deleted works at most this much longer. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private static final List<String> PUBLIC = List.of("/health/live", "/health/ready");

  private final ApiKeys keys;
  private final Cache<String, Caller> known =
      Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(FRESH).build();

  public ApiKeyFilter(ApiKeys keys) {
    this.keys = keys;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest call = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    if (PUBLIC.contains(call.getRequestURI())) {
      chain.doFilter(request, response);
      return;
    }
    try {
      Optional<Caller> caller = caller(call);
      if (caller.isPresent() && call.getRequestURI().indexOf(';') >= 0) {
        refuse(call, answer, ProblemType.NOT_FOUND, "There is no such route.");
      } else if (caller.isPresent()) {
        call.setAttribute(CALLER, caller.get());
        call.setAttribute(Origin.VIA, Via.API_KEY);
        chain.doFilter(request, response);
      } else {
        answer.setHeader("WWW-Authenticate", "Bearer");
        refuse(call, answer, ProblemType.UNAUTHORIZED, "Send Authorization: Bearer <API key>.");
      }
    } catch (DatabaseException e) {
      answer.setHeader("Retry-After", "1");
      refuse(call, answer, ProblemType.UNAVAILABLE, "The database does not answer.");
    }
  }

  private Optional<Caller> caller(HttpServletRequest call) {
    List<String> headers = Collections.list(call.getHeaders("Authorization"));
    String header = headers.size() == 1 ? headers.getFirst() : null;
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String key = header.substring(SCHEME.length()).strip();
    Caller cached = known.getIfPresent(key);
    if (cached != null) {
      return Optional.of(cached);
    }
    Optional<Caller> found = keys.find(key);
    found.ifPresent(caller -> known.put(key, caller));
    return found;
  }

  private static void refuse(
      HttpServletRequest call, HttpServletResponse answer, ProblemType type, String detail)
      throws IOException {
    byte[] body =
        ProblemJson.write(
                type, detail, List.of(), call.getRequestURI(), UUID.randomUUID().toString())
            .getBytes(StandardCharsets.UTF_8);
    answer.setStatus(type.status());
    answer.setContentType(ProblemJson.MEDIA_TYPE);
    answer.setContentLength(body.length);
    answer.getOutputStream().write(body);
  }
}
