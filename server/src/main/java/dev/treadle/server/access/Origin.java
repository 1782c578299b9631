package dev.treadle.server.access;

import dev.treadle.postgres.access.Caller;
import dev.treadle.postgres.audit.Actor;
import dev.treadle.postgres.audit.Actor.Via;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where requests come from, and who makes them: what is recorded of them. */
public final class Origin {
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f.:]{2,45}");

  private final boolean behindProxy;

  /**
   * Knows whom to believe.
   *
   * @param behindProxy whether every request comes through a proxy that adds the address of its
   *     caller to {@code X-Forwarded-For}
   */
  public Origin(boolean behindProxy) {
    this.behindProxy = behindProxy;
  }

  /** Who makes a request that the filter has let through. */
  public Actor actor(HttpServletRequest request) {
    Caller caller = (Caller) Objects.requireNonNull(request.getAttribute(CallerFilter.CALLER));
    return new Actor(Optional.of(caller.user()), via(request), Optional.of(address(request)));
  }

  private static Via via(HttpServletRequest request) {
    return switch (Credential.of(request).orElseThrow()) {
      case Credential.ApiKey ignored -> Via.API_KEY;
      case Credential.Token ignored -> Via.TOKEN;
      case Credential.Session ignored -> Via.SESSION;
    };
  }

  /** The address of the connection, or the last of those that the proxy tells: its own finding. */
  public String address(HttpServletRequest request) {
    if (behindProxy) {
      List<String> headers = Collections.list(request.getHeaders("X-Forwarded-For"));
      if (!headers.isEmpty()) {
        String header = headers.getLast();
        String last = header.substring(header.lastIndexOf(',') + 1).strip();
        if (ADDRESS.matcher(last).matches()) {
          return last;
        }
      }
    }
    return request.getRemoteAddr();
  }
}
