package dev.treadle.server.api.openapi;

import dev.treadle.values.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A part of the document: YAML that stands beside a class. */
final class Part {
  /** An anchor may be used by every operation of an endpoint. */
  private static final int MOST_ALIASES = 1_000;

  private Part() {}

  /** The part of an endpoint, under its simple name; empty where it has none. */
  static Optional<Map<String, @Nullable Object>> of(Class<?> endpoint) {
    return read(endpoint, endpoint.getSimpleName() + ".yaml");
  }

  /**
   * A part as values that are nobody else's: what YAML shares by an anchor is copied, so that a
   * change in one place is none in another.
   */
  static Optional<Map<String, @Nullable Object>> read(Class<?> beside, String name) {
    try (InputStream text = beside.getResourceAsStream(name)) {
      if (text == null) {
        return Optional.empty();
      }
      LoaderOptions options = new LoaderOptions();
      options.setAllowDuplicateKeys(false);
      options.setMaxAliasesForCollections(MOST_ALIASES);
      Object whole = new Yaml(new SafeConstructor(options)).load(text);
      return Optional.of(object(copy(whole)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable Object copy(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, member) -> copy.put(String.valueOf(key), copy(member)));
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(element -> copy.add(copy(element)));
        yield copy;
      }
      case null -> null;
      default -> value;
    };
  }

  static Map<String, @Nullable Object> object(@Nullable Object value) {
    return Objects.requireNonNull(Json.asObject(value), "an object was expected");
  }

  /** The member that is an object, made where it is missing. */
  static Map<String, @Nullable Object> member(Map<String, @Nullable Object> of, String name) {
    return object(of.computeIfAbsent(name, missing -> new LinkedHashMap<>()));
  }
}
