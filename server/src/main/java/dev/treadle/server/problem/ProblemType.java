package dev.treadle.server.problem;

import java.util.Locale;

/** The kinds of problems; each is a stable URI reference, {@code /problems/<code>}. */
public enum ProblemType {
  BAD_REQUEST(400, "The request cannot be read"),
  UNAUTHORIZED(401, "Nobody is known to call"),
  FORBIDDEN(403, "The caller may not do this"),
  TIER_LIMIT(403, "A limit of the organization's tier is reached"),
  NOT_FOUND(404, "There is no such thing"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  NOT_ACCEPTABLE(406, "No acceptable form of the answer exists"),
  REQUEST_TIMEOUT(408, "The request took too long to arrive"),
  CONFLICT(409, "The state of the thing does not allow this"),
  WORKFLOW_INACTIVE(409, "The workflow is not active"),
  IDEMPOTENCY_MISMATCH(409, "The idempotency key was used for another request"),
  PRECONDITION_FAILED(412, "The thing has changed since it was read"),
  PAYLOAD_TOO_LARGE(413, "The body is too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The body has a type that is not read here"),
  VALIDATION(422, "The request was read and is not valid"),
  INVALID_WORKFLOW(422, "The workflow is not valid"),
  TOO_MANY_REQUESTS(429, "Too many of these came"),
  INTERNAL(500, "Something broke in the server"),
  UNAVAILABLE(503, "The server cannot do this now");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The URI reference. */
  public String uri() {
    return "/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
