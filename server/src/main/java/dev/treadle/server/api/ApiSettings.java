package dev.treadle.server.api;

import dev.treadle.server.access.AuthSettings;

/**
 * What all endpoints share.
 *
 * @param bodyLimit the largest body that is read, in bytes
 * @param auth how callers are found out
 * @param behindProxy whether callers' addresses are those that a proxy tells
 */
public record ApiSettings(int bodyLimit, AuthSettings auth, boolean behindProxy) {
  /** Where logging in, and what else comes before it, begins. */
  public static final String AUTH = "/api/v1/auth";

  /** Where the administration of the installation begins. */
  public static final String ADMIN = "/api/v1/admin";

  /** Where the API begins. */
  public static final String BASE = "/api/v1/ai-hub";

  /** The largest body unless it is set otherwise. */
  public static final int BODY_LIMIT = 5 * 1024 * 1024;
}
