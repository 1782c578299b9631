package dev.treadle.nodes.http;

import dev.treadle.values.ErrorCode;

/** The codes of failed calls. */
public final class HttpCodes {
  /** The answer's status is 4xx or 5xx; the details hold status, headers and body. */
  public static final ErrorCode HTTP_STATUS = new ErrorCode("HTTP_STATUS");

  /** No connection, or one that broke. Retryable. */
  public static final ErrorCode CONNECTION_FAILED = new ErrorCode("CONNECTION_FAILED");

  /** The other side's certificate is not trusted, or is another host's. Permanent. */
  public static final ErrorCode TLS_FAILED = new ErrorCode("TLS_FAILED");

  /** What was answered is not HTTP, or is not compressed as it says. Retryable. */
  public static final ErrorCode INVALID_RESPONSE = new ErrorCode("INVALID_RESPONSE");

  /** The answer passes a limit. Permanent. */
  public static final ErrorCode RESPONSE_TOO_LARGE = new ErrorCode("RESPONSE_TOO_LARGE");

  /** The request passes a limit. Permanent. */
  public static final ErrorCode REQUEST_TOO_LARGE = new ErrorCode("REQUEST_TOO_LARGE");

  /** More than five redirects. Permanent. */
  public static final ErrorCode TOO_MANY_REDIRECTS = new ErrorCode("TOO_MANY_REDIRECTS");

  /** A redirect to what is no URL. Permanent. */
  public static final ErrorCode INVALID_REDIRECT = new ErrorCode("INVALID_REDIRECT");

  private HttpCodes() {}
}
