package dev.treadle.postgres.audit;

import dev.treadle.values.UserId;
import java.util.Optional;

/**
 * Who does something.
 *
 * @param user empty when it is not known who it is, as after a failed login
 * @param address from where; empty for what happens on the machine itself
 */
public record Actor(Optional<UserId> user, Via via, Optional<String> address) {
  /** How it was found out who it is. */
  public enum Via {
    API_KEY("apiKey"),
    SESSION("session"),
    TOKEN("token"),
    SYSTEM("system");

    private final String code;

    Via(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /** Who works on the machine itself, as this user. */
  public static Actor system(UserId user) {
    return new Actor(Optional.of(user), Via.SYSTEM, Optional.empty());
  }
}
