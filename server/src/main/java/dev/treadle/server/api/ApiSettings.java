package dev.treadle.server.api;

/**
 * What all endpoints share.
 *
 * @param bodyLimit the largest body that is read, in bytes
 * @param behindProxy whether callers' addresses are those that a proxy tells
 */
public record ApiSettings(int bodyLimit, boolean behindProxy) {
  /** Where the API begins. */
  public static final String BASE = "/api/v1/ai-hub";

  /** The largest body unless it is set otherwise. */
  public static final int BODY_LIMIT = 5 * 1024 * 1024;
}
