package dev.treadle.server.backend;

import dev.treadle.node.Secret;
import dev.treadle.postgres.access.ApiKeys;
import dev.treadle.postgres.access.Bootstrap;
import dev.treadle.postgres.access.Tokens;
import dev.treadle.server.access.Passwords;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes up the first owner where the operator names none, and tells what was made up, once. */
public final class FirstOwner implements Supplier<Bootstrap.Owner> {
  /** 96 bits. */
  private static final int PASSWORD_LENGTH = 16;

  private final BackendSettings.Owner named;
  private final Consumer<String> tell;

  /**
   * Begins with what the operator names.
   *
   * @param tell takes lines for the operator's eyes
   */
  public FirstOwner(BackendSettings.Owner named, Consumer<String> tell) {
    this.named = named;
    this.tell = tell;
  }

  @Override
  public Bootstrap.Owner get() {
    String email = named.email().orElse("owner@localhost");
    String password =
        named.password().orElseGet(() -> Tokens.random().substring(0, PASSWORD_LENGTH));
    String key = named.apiKey().orElseGet(() -> ApiKeys.PREFIX + Tokens.random());
    if (named.password().isEmpty() || named.apiKey().isEmpty()) {
      tell.accept("The organization Demo was made; this is shown once:");
      tell.accept("  owner     " + email);
      if (named.password().isEmpty()) {
        tell.accept("  password  " + password);
      }
      if (named.apiKey().isEmpty()) {
        tell.accept("  API key   " + key);
      }
    }
    return new Bootstrap.Owner(email, Passwords.hash(password), new Secret(key));
  }
}
