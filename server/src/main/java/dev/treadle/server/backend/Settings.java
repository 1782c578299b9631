package dev.treadle.server.backend;

import dev.treadle.values.Iso8601;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/**
 * Settings by name, such as {@code treadle.database.url}: from a properties file, and over it from
 * environment variables, whose names are in upper case with underscores. What is misspelt in a file
 * is an error, not a default.
 */
public final class Settings {
  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("treadle.database.url", "JDBC URL of an external PostgreSQL"),
          Map.entry("treadle.database.user", "the role that owns the database"),
          Map.entry("treadle.database.password", "its password"),
          Map.entry("treadle.lease.duration", "ISO 8601, PT10S"),
          Map.entry("treadle.shutdown.grace", "ISO 8601, PT3S"),
          Map.entry("treadle.run.max-resumptions", "tries to go on with a run after crashes, 10"),
          Map.entry("treadle.limits.concurrency", "runs of an organization at once; by tier"),
          Map.entry("treadle.limits.concurrency.free", "of one tier, 5"),
          Map.entry("treadle.limits.concurrency.starter", "10"),
          Map.entry("treadle.limits.concurrency.growth", "50"),
          Map.entry("treadle.limits.concurrency.elite", "without a limit"),
          Map.entry("treadle.limits.driven", "runs of a process at once, 10000; then they queue"),
          Map.entry("treadle.limits.weight.free", "of its queued runs beside those of others, 1"),
          Map.entry("treadle.limits.weight.starter", "1"),
          Map.entry("treadle.limits.weight.growth", "1"),
          Map.entry("treadle.limits.weight.elite", "1"),
          Map.entry("treadle.egress.allow", "hosts, addresses and CIDRs, separated by commas"),
          Map.entry("treadle.limits.body", "bytes of a request's body, 5242880"),
          Map.entry("treadle.http.behind-proxy", "whether X-Forwarded-For is believed, false"),
          Map.entry("treadle.ai.base-url", "an OpenAI-compatible API"),
          Map.entry("treadle.ai.api-key", "its key"),
          Map.entry("treadle.ai.model", "the model where a node names none"),
          Map.entry("treadle.ai.prices", "USD per million tokens, as JSON"),
          Map.entry("treadle.auth.issuer-uri", "an OpenID Connect issuer whose tokens are taken"),
          Map.entry("treadle.auth.audience", "the audience that its tokens must name"),
          Map.entry("treadle.auth.claims.email", "email"),
          Map.entry("treadle.auth.claims.name", "name"),
          Map.entry("treadle.auth.claims.organization", "org"),
          Map.entry("treadle.auth.claims.global-role", "global_role"),
          Map.entry("treadle.auth.claims.organization-role", "org_role"),
          Map.entry("treadle.auth.session.idle", "ISO 8601, PT12H"),
          Map.entry("treadle.auth.session.lifetime", "ISO 8601, P7D"),
          Map.entry("treadle.auth.secure-cookies", "true behind a proxy that speaks https"),
          Map.entry("treadle.bootstrap.email", "the first owner's e-mail"),
          Map.entry("treadle.bootstrap.password", "the first owner's password"),
          Map.entry("treadle.bootstrap.api-key", "the first owner's API key"));

  private final Map<String, String> values;

  private Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** A setting cannot be read; the message names it. */
  public static final class InvalidSettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingException(String message) {
      super(message);
    }
  }

  /** Reads the file, where there is one, and then the environment. */
  public static Settings read(Optional<Path> file, Map<String, String> environment) {
    Map<String, String> values = new HashMap<>();
    file.ifPresent(path -> values.putAll(readFile(path)));
    for (String name : KNOWN.keySet()) {
      String variable = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
      String value = environment.get(variable);
      if (value != null && !value.isBlank()) {
        values.put(name, value);
      }
    }
    return new Settings(values);
  }

  private static Map<String, String> readFile(Path path) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettingException("cannot read " + path + ": " + e.getMessage());
    }
    Map<String, String> values = new HashMap<>();
    for (String name : properties.stringPropertyNames()) {
      if (!KNOWN.containsKey(name)) {
        throw new InvalidSettingException(
            path
                + " has an unknown setting "
                + name
                + "; there are "
                + new TreeSet<>(KNOWN.keySet()));
      }
      values.put(name, properties.getProperty(name).strip());
    }
    return values;
  }

  public Optional<String> text(String name) {
    if (!KNOWN.containsKey(name)) {
      throw new IllegalArgumentException("no setting is called " + name);
    }
    return Optional.ofNullable(values.get(name));
  }

  public Duration duration(String name, Duration initial) {
    try {
      return text(name).map(Iso8601::parseDuration).orElse(initial);
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingException(name + " " + e.getMessage());
    }
  }

  /** True or false; false when it is not set. */
  public boolean flag(String name) {
    return switch (text(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidSettingException(name + " must be true or false");
    };
  }

  public int positive(String name, int initial) {
    try {
      int value = text(name).map(Integer::parseInt).orElse(initial);
      if (value > 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number that is not positive.
    }
    throw new InvalidSettingException(name + " must be a positive whole number");
  }

  /** A number of what there is at least one and at most so many; 1 when it is not set. */
  public int upTo(int most, String name) {
    int value = positive(name, 1);
    if (value > most) {
      throw new InvalidSettingException(name + " may be at most " + most);
    }
    return value;
  }
}
