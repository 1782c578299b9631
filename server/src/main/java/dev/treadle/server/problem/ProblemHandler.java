package dev.treadle.server.problem;

import dev.treadle.postgres.database.DatabaseException;
import dev.treadle.runtime.drive.WorkflowVersions.UnusableVersionException;
import dev.treadle.server.problem.ProblemException.Fault;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers every failure with a problem; none of them shows how the server is made. */
@RestControllerAdvice
public final class ProblemHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
  private static final String RETRY_SECONDS = "1";

  @ExceptionHandler
  ResponseEntity<String> handle(Exception failure, HttpServletRequest request) {
    return switch (failure) {
      case ProblemException problem -> problem(problem, request);
      case UnusableVersionException version -> unusable(version, request);
      case DatabaseException database -> database(database, request);
      case HttpRequestMethodNotSupportedException method -> method(method, request);
      case HttpMediaTypeNotSupportedException ignored ->
          answer(
              ProblemType.UNSUPPORTED_MEDIA_TYPE,
              "The body must be application/json.",
              List.of(),
              request);
      case HttpMediaTypeNotAcceptableException ignored ->
          answer(
              ProblemType.NOT_ACCEPTABLE,
              "The route does not answer in such a form.",
              List.of(),
              request);
      case ErrorResponse error when error.getStatusCode().value() == 404 ->
          answer(ProblemType.NOT_FOUND, "There is no such route.", List.of(), request);
      case ErrorResponse error when error.getStatusCode().is4xxClientError() ->
          answer(ProblemType.BAD_REQUEST, "The request cannot be read.", List.of(), request);
      default -> broken(failure, request);
    };
  }

  private static ResponseEntity<String> problem(
      ProblemException problem, HttpServletRequest request) {
    ResponseEntity.BodyBuilder answer = begin(problem.type());
    problem
        .retryAfter()
        .ifPresent(
            after ->
                answer.headers(
                    headers ->
                        headers.set(
                            HttpHeaders.RETRY_AFTER, String.valueOf(after.toSeconds() + 1))));
    return answer.body(
        ProblemJson.write(problem, request.getRequestURI(), UUID.randomUUID().toString()));
  }

  /** Nothing is wrong with the request, but with what was saved before it. */
  private static ResponseEntity<String> unusable(
      UnusableVersionException version, HttpServletRequest request) {
    List<Fault> faults =
        version.errors().stream()
            .map(error -> new Fault(error.pointer(), error.code().name(), error.message()))
            .toList();
    return answer(
        ProblemType.CONFLICT,
        "The stored version of the workflow is not valid any more: " + faults.getFirst().detail(),
        faults,
        request);
  }

  /** Content that the database cannot hold is the caller's; everything else is not. */
  private static ResponseEntity<String> database(
      DatabaseException failure, HttpServletRequest request) {
    if (failure.sqlState().startsWith("22")) {
      return answer(
          ProblemType.VALIDATION,
          "A text holds characters that cannot be kept.",
          List.of(new Fault("", "INVALID_TEXT", "A text holds characters that cannot be kept.")),
          request);
    }
    if (failure.isPassing()) {
      return answer(ProblemType.UNAVAILABLE, "The database does not answer.", List.of(), request);
    }
    return broken(failure, request);
  }

  private static ResponseEntity<String> method(
      HttpRequestMethodNotSupportedException failure, HttpServletRequest request) {
    Set<HttpMethod> allowed = failure.getSupportedHttpMethods();
    ResponseEntity<String> answer =
        answer(
            ProblemType.METHOD_NOT_ALLOWED,
            "The route does not take " + failure.getMethod() + ".",
            List.of(),
            request);
    HttpHeaders headers = new HttpHeaders(answer.getHeaders());
    if (allowed != null) {
      headers.setAllow(allowed);
    }
    return new ResponseEntity<>(answer.getBody(), headers, answer.getStatusCode());
  }

  private static ResponseEntity<String> broken(Exception failure, HttpServletRequest request) {
    String trace = UUID.randomUUID().toString();
    LOG.error("request failed trace={} route={}", trace, request.getMethod(), failure);
    return begin(ProblemType.INTERNAL)
        .body(
            ProblemJson.write(
                ProblemType.INTERNAL,
                "The server failed. The trace id finds what happened in its log.",
                List.of(),
                request.getRequestURI(),
                trace));
  }

  private static ResponseEntity<String> answer(
      ProblemType type, String detail, List<Fault> faults, HttpServletRequest request) {
    return problem(new ProblemException(type, detail, faults), request);
  }

  private static ResponseEntity.BodyBuilder begin(ProblemType type) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(type.status())
            .contentType(MediaType.parseMediaType(ProblemJson.MEDIA_TYPE));
    if (type == ProblemType.UNAVAILABLE || type == ProblemType.TOO_MANY_REQUESTS) {
      answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
    if (type == ProblemType.UNAUTHORIZED) {
      answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    }
    return answer;
  }
}
