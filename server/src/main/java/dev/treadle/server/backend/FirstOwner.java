package dev.treadle.server.backend;

import dev.treadle.node.Secret;
import dev.treadle.postgres.access.ApiKeys;
import dev.treadle.postgres.access.Bootstrap;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

/** Makes up the first owner where the operator names none, and tells what was made up, once. */
public final class FirstOwner implements Supplier<Bootstrap.Owner> {
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
    String password = named.password().orElseGet(() -> random(12));
    String key = named.apiKey().orElseGet(() -> ApiKeys.PREFIX + random(24));
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
    return new Bootstrap.Owner(
        email, new BCryptPasswordEncoder().encode(password), new Secret(key));
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }
}
