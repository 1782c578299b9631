package dev.treadle.server.api.workflows;

import dev.treadle.server.json.RequestBody;
import dev.treadle.values.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The three members that make up a definition. */
public final class DefinitionMembers {
  private DefinitionMembers() {}

  /** Those that a body has, as they are. */
  public static Map<String, @Nullable Object> of(RequestBody body) {
    Map<String, @Nullable Object> definition = new LinkedHashMap<>();
    for (String member : List.of("nodes", "edges", "variables")) {
      Object value = body.any(member);
      if (value != null) {
        definition.put(member, value);
      }
    }
    return definition;
  }

  /** From JSON texts as they are kept. */
  public static Map<String, @Nullable Object> of(String nodes, String edges, String variables) {
    Map<String, @Nullable Object> definition = new LinkedHashMap<>();
    definition.put("nodes", Meaning.read(nodes));
    definition.put("edges", Meaning.read(edges));
    definition.put("variables", Meaning.read(variables));
    return definition;
  }

  /** The nodes of a definition without errors, as text. */
  public static String nodes(Map<String, @Nullable Object> definition) {
    return Json.write(definition.getOrDefault("nodes", List.of()));
  }

  /** The edges of a definition without errors, as text; each has an id. */
  public static String edges(Map<String, @Nullable Object> definition) {
    return Json.write(EdgeIds.complete(definition.getOrDefault("edges", List.of())));
  }

  /** The variables of a definition without errors, as text. */
  public static String variables(Map<String, @Nullable Object> definition) {
    return Json.write(definition.getOrDefault("variables", Map.of()));
  }
}
