package dev.treadle.postgres.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the database is to run.
 *
 * @param programs the folder below which PostgreSQL is unpacked, for several data directories to
 *     share; null for the data directory itself
 * @param parameters PostgreSQL parameters ({@code fsync} → {@code off}) over the ones of this
 *     package; the address, port, sockets and log are not for the caller to choose
 * @param shutdownHook whether the database stops by a shutdown hook of its own; without it the
 *     caller closes it in the order it wants, and a JVM that ends without closing it still takes it
 *     along
 * @param patience how long a start may take, recovery after a crash included; positive
 */
public record Settings(
    @Nullable Path programs,
    Map<String, String> parameters,
    boolean shutdownHook,
    Duration patience) {

  public Settings {
    parameters = Map.copyOf(parameters);
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience must be positive");
    }
    for (String name : parameters.keySet()) {
      if (Parameters.FIXED.contains(name)) {
        throw new IllegalArgumentException(name + " is not for the caller to choose");
      }
    }
  }

  /** Durable, unpacked in the data directory, stopped by a hook, ready within five minutes. */
  public static Settings standard() {
    return new Settings(null, Map.of(), true, Duration.ofMinutes(5));
  }

  public Settings withPrograms(Path folder) {
    return new Settings(folder, parameters, shutdownHook, patience);
  }

  public Settings withParameter(String name, String value) {
    Map<String, String> more = new HashMap<>(parameters);
    more.put(name, value);
    return new Settings(programs, more, shutdownHook, patience);
  }

  public Settings withoutShutdownHook() {
    return new Settings(programs, parameters, false, patience);
  }

  public Settings withPatience(Duration duration) {
    return new Settings(programs, parameters, shutdownHook, duration);
  }

  /** False when {@code fsync} was switched off, as tests do. */
  boolean durable() {
    return !"off".equals(parameters.get("fsync"));
  }
}
